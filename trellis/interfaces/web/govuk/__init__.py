"""The GOV.UK Design System for our pages: layout, form fields, charts, and the built styles and script."""
