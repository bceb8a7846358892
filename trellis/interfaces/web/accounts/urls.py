from django.urls import path

from trellis.interfaces.web.accounts import by_provider, factors, second_step, views

urlpatterns = [
    path("sign-in/", views.sign_in, name="sign_in"),
    path("sign-in/second-step/", second_step.second_step, name="second_step"),
    path("sign-in/second-step/<slug:method>/", second_step.second_step, name="second_step_by"),
    path("sign-in/with/<slug:provider>/", by_provider.ask, name="ask_provider"),
    path("sign-in/with/<slug:provider>/answer/", by_provider.answer, name="provider_answer"),
    path("sign-out/", views.sign_out, name="sign_out"),
    path("signed-out/", by_provider.signed_out, name="signed_out"),
    path("accessibility/", views.accessibility, name="accessibility"),
    path("account/", views.account, name="account"),
    path("account/post/", views.take_up_post, name="take_up_post"),
    path("account/password/", views.change_password, name="change_password"),
    path("account/confirm/", second_step.confirm, name="confirm"),
    path("account/confirm/<slug:method>/", second_step.confirm, name="confirm_by"),
    path("account/second-factor/", factors.add, name="add_second_factor"),
    path("account/second-factor/app/", factors.add_app, name="add_app"),
    path("account/second-factor/key/", factors.add_key, name="add_key"),
    path("account/second-factor/recovery-codes/", factors.recovery_codes, name="recovery_codes"),
    path("account/second-factor/<int:number>/rename/", factors.rename, name="rename_second_factor"),
    path("account/second-factor/<int:number>/remove/", factors.remove, name="remove_second_factor"),
]
