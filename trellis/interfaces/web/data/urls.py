from django.urls import path

from trellis.interfaces.web.data import importing, uploading, views

urlpatterns = [
    path("data/", views.overview, name="data"),
    path("data/coverage/", views.coverage, name="data_coverage"),
    path("data/publications/<slug:dataset>/", views.publication, name="data_publication"),
    path("data/returns/<slug:dataset>.<slug:kind>", views.template, name="data_template"),
    path("data/fetch/", importing.fetch, name="data_fetch"),
    path("data/build/", importing.build, name="data_build"),
    path("data/imports/", importing.imports, name="imports"),
    path("data/imports/new/", uploading.upload, name="new_import"),
    path("data/imports/<int:number>/", importing.one, name="import"),
    path("data/imports/<int:number>/problems/", importing.problems, name="import_problems"),
    path("data/imports/<int:number>/problems.csv", importing.problems_file, name="import_problems_file"),
    path("data/imports/<int:number>/decide/", importing.decide, name="import_decide"),
]
