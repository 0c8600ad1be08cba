"""Login, second factor and sessions (django-allauth); the person's own pages. No models."""
