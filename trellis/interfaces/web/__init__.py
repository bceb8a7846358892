"""The pages. Each area has urls, views, presenters and templates of its own, and stands on the GOV.UK kit."""
