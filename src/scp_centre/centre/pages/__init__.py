"""What all pages share: the base template, components, template tags, the style sheet."""
