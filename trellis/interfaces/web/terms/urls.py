from django.urls import path

from trellis.interfaces.web.terms import importing, setting, views

urlpatterns = [
    path("", views.terms, name="terms"),
    path("dates.csv", importing.download, name="terms_file"),
    path("import/", importing.upload, name="import_terms"),
    path("inset/", setting.inset, name="count_inset"),
    path("years/<int:year>/", setting.year, name="set_terms"),
    path("years/<int:year>/take-back/", setting.take_back, name="take_back_terms"),
    path("closed/", setting.close, name="close_days"),
    path("closed/open-again/", setting.open_again, name="open_again"),
    path("schools/<int:urn>/", views.school, name="school_terms"),
    path("schools/<int:urn>/years/<int:year>/", setting.year, name="set_school_terms"),
    path("schools/<int:urn>/years/<int:year>/take-back/", setting.take_back, name="take_back_school_terms"),
    path("schools/<int:urn>/closed/", setting.close, name="close_school_days"),
    path("schools/<int:urn>/closed/open-again/", setting.open_again, name="open_school_again"),
]
