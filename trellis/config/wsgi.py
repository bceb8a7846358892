"""What a web server runs."""

import os

from django.core.wsgi import get_wsgi_application

from trellis.config import warming
from trellis.interfaces.commands import orphaned

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "trellis.config.settings")

application = get_wsgi_application()
warming.keep_warm()
orphaned.end_with_server()
