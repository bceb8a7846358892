from django.urls import path

from trellis.interfaces.web.work import views

urlpatterns = [
    path("work/", views.work, name="work"),
    path("work/<slug:kind>/run/", views.run_now, name="run_job"),
    path("work/jobs/<int:number>/again/", views.run_again, name="run_job_again"),
]
