"""Pictures in visible and near infrared light, like those of Sentinel-2."""
