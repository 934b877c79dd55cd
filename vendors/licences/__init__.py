"""Licences and certificates of a shop (izin dan sertifikat): what they prove, and until when."""
