"""What all pages are made of: base templates, components, forms, navigation and charts."""
