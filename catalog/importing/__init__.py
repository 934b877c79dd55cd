"""Goods of one shop by sheet: sent, judged by row, taken in by a worker, and handed out again."""
