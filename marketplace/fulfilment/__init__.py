"""Delivery, receipt, handover and claims."""
