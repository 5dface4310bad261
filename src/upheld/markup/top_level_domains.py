"""Endings of host names by which an address is told from a name that has a dot and a slash."""

from __future__ import annotations

_FAMILIAR = """
com net org info biz edu gov int mil co io ai app dev me cc tv xyz top site online shop club vip link click
live pro icu win zip mov page web store cloud tech blog news wiki work fun asia mobi name example test invalid
cn hk tw mo jp kr sg in ru su ua de at ch fr it es pt nl be eu uk ie us ca mx br ar au nz za se no fi dk pl cz
tr ly gg gl to ws
"""
_INTERNATIONAL = """
中国 中國 香港 台湾 台灣 新加坡 澳門 澳门 公司 网络 網絡 网址 网店 网站 在线 中文网 商城 商标 商店 政务 政府
公益 机构 组织机构 集团 手机 移动 信息 娱乐 游戏 企业 购物 新闻 时尚 餐厅 食品 健康 招聘 珠宝 世界 慈善 八卦
点看 佛山 广东 書籍 书籍 通販 家電 我爱你 微博 谷歌 クラウド グーグル コム ストア セール ファッション
ポイント みんな アマゾン
한국 닷넷 닷컴 삼성
рф рус бел укр мкд мон срб қаз бг ею орг онлайн сайт дети москва ком католик ευ ελ հայ გე
भारत भारोत भारतम् संगठन नेट कॉम বাংলা ভারত ভাৰত ਭਾਰਤ ભારત ଭାରତ ಭಾರತ ഭാരതം భారత్ இந்தியா இலங்கை சிங்கப்பூர்
ලංකා ไทย คอม ລາວ
امارات ایران عمان مصر قطر سورية السعودية المغرب اليمن الجزائر الاردن تونس سودان عراق فلسطين مليسيا پاکستان
بھارت بارت ڀارت موريتانيا البحرين موقع شبكة بازار بيتك كوم كاثوليك همراه عرب ابوظبي اتصالات קום ישראל
vermögensberater vermögensberatung
"""
FAMILIAR = frozenset(_FAMILIAR.split())
"""Endings that readers take for those of an address, even behind another dot or in letters that only look alike."""
INTERNATIONAL = frozenset(_INTERNATIONAL.split())
"""Endings in other scripts that are in use, of which a mail client makes a link. Another one is no address here."""
