from django.urls import path

from trellis.interfaces.web.practice import contact_views, directory_views, entry_views, school_views

urlpatterns = [
    path("good-practice/", directory_views.directory, name="practice"),
    path("good-practice/map/", directory_views.directory_map, name="practice_map"),
    path("good-practice/under-way/", directory_views.under_way, name="practice_under_way"),
    path("good-practice/requests/<int:request_id>/", contact_views.answer, name="answer_contact"),
    path("good-practice/<int:practice>/", entry_views.entry, name="good_practice"),
    path("good-practice/<int:practice>/words/", entry_views.word, name="word_practice"),
    path("good-practice/<int:practice>/ask/", contact_views.ask, name="ask_contact"),
    path("good-practice/<int:practice>/<slug:name>/", entry_views.take, name="take_practice"),
    path("schools/<int:urn>/good-practice/", school_views.of_school, name="school_practice"),
    path("schools/<int:urn>/good-practice/nominate/", school_views.nominate, name="nominate_practice"),
]
