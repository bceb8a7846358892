"""Early warning: where schools have been going while nothing yet counts against them."""
