"""Fields that draw themselves with the GOV.UK macros: `{{ form.email.as_field_group() }}`."""

from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.forms.renderers import BaseRenderer
from django.template import engines
from django.utils.safestring import SafeString

_TEMPLATES = {
    macro: f"govuk_frontend_jinja/components/{folder}/macro.html"
    for macro, folder in (
        ("govukInput", "input"),
        ("govukPasswordInput", "password-input"),
        ("govukSelect", "select"),
        ("govukRadios", "radios"),
        ("govukCheckboxes", "checkboxes"),
        ("govukTextarea", "textarea"),
    )
}


class GovukBoundField(BoundField):
    """A field of a form that knows the GOV.UK component it is drawn with."""

    def as_field_group(self, renderer: BaseRenderer | None = None) -> SafeString:
        macro, params = self._component()
        environment = engines["jinja2"].env  # type: ignore[attr-defined]
        component = environment.get_template(_TEMPLATES[macro]).module
        return SafeString(getattr(component, macro)(params))  # drawn by an escaping template

    def _component(self) -> tuple[str, dict[str, Any]]:
        params: dict[str, Any] = {
            "id": place_of(self),
            "name": self.html_name,
            "hint": {"text": self.help_text} if self.help_text else None,
            "errorMessage": {"text": self.errors[0]} if self.errors else None,
        }
        value = self.value()
        held = "" if value is None else str(value)
        label = {"text": self.label}
        widget = self.field.widget
        attrs = dict(widget.attrs)
        width = attrs.pop("width", "")
        classes = f"govuk-input--width-{width}" if width else ""
        match widget:
            case forms.PasswordInput():
                return "govukPasswordInput", {
                    **params,
                    "label": label,
                    "autocomplete": attrs.get("autocomplete", "current-password"),
                    "classes": classes,
                }
            # CheckboxSelectMultiple is a RadioSelect too, so it is asked after first
            case forms.CheckboxSelectMultiple() | forms.RadioSelect():
                many = isinstance(widget, forms.CheckboxSelectMultiple)
                chosen = {str(v) for v in (value or [])} if many else {held}
                return ("govukCheckboxes" if many else "govukRadios"), {
                    "idPrefix": params["id"],
                    "name": params["name"],
                    "hint": params["hint"],
                    "errorMessage": params["errorMessage"],
                    "fieldset": {"legend": {"text": self.label, "classes": "govuk-fieldset__legend--m"}},
                    "items": [
                        {"value": str(code), "text": str(text), "checked": str(code) in chosen}
                        for code, text in self.field.choices  # type: ignore[attr-defined]
                    ],
                }
            case forms.Select():
                return "govukSelect", {
                    **params,
                    "label": label,
                    "items": [
                        {"value": str(code), "text": str(text), "selected": str(code) == held}
                        for code, text in self.field.choices  # type: ignore[attr-defined]
                    ],
                }
            case forms.CheckboxInput():
                return "govukCheckboxes", {
                    "idPrefix": params["id"],
                    "name": params["name"],
                    "errorMessage": params["errorMessage"],
                    "items": [
                        {"value": "on", "text": self.label, "hint": params["hint"], "checked": bool(value)}
                    ],
                }
            case forms.Textarea():
                return "govukTextarea", {
                    **params,
                    "label": label,
                    "value": held,
                    "rows": attrs.get("lines", 5),
                }
            case _:
                kind = getattr(widget, "input_type", "text")
                return "govukInput", {
                    **params,
                    "label": label,
                    "type": kind,
                    "value": held,
                    "autocomplete": attrs.get("autocomplete"),
                    "inputmode": attrs.get("inputmode"),
                    "spellcheck": False if kind == "email" else None,
                    "classes": classes,
                }


def place_of(field: BoundField) -> str:
    """The id that leads to a field: of its first choice where it is a set of choices, which have no label of their own."""
    return field.id_for_label or str(field.auto_id)


class Renderer(BaseRenderer):
    """Renders forms with the Jinja templates and gives every field the class above."""

    bound_field_class = GovukBoundField

    def get_template(self, template_name: str) -> Any:
        return engines["jinja2"].get_template(template_name)


def problems(form: forms.Form) -> list[dict[str, str]]:
    """The form's errors for the summary at the top, each with a link to its field."""
    listed = []
    for name, errors in form.errors.items():
        href = f"#{place_of(form[name])}" if name in form.fields else "#main-content"
        listed += [{"text": str(error), "href": href} for error in errors]
    return listed
