"""Currencies of ISO 4217 in which a contract can grant credits, and the decimals of their smallest units."""

import re
from typing import Final

CODE: Final = re.compile(r"[A-Z]{3}", re.ASCII)

_UNDIVIDED: Final = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"
_OF_THOUSANDS: Final = "BHD IQD JOD KWD LYD OMR TND"
_OF_HUNDREDS: Final = """
AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CNY COP CRC CUP CVE CZK
DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD
KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP
PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH
USD UYU UZS VED VES WST XCD XCG YER ZAR ZMW ZWG
"""

DECIMALS: Final = {
    **dict.fromkeys(_UNDIVIDED.split(), 0),
    **dict.fromkeys(_OF_HUNDREDS.split(), 2),
    **dict.fromkeys(_OF_THOUSANDS.split(), 3),
}
"""The decimals of each currency. Metals, codes for tests and currencies of four decimals are left out."""
