"""A sheet of goods speaks of goods: nothing of a person but who sent it, by number."""

from catalog.importing.models import GoodsImport, GoodsPicture, GoodsRow, HeadingMap
from marketplace.core import privacy

for table in (GoodsImport, GoodsRow, GoodsPicture, HeadingMap):
    privacy.silent(table, "words and photos of goods, as their shop wrote them")
privacy.names(GoodsImport, "sent_by", "started_by")
privacy.names(HeadingMap, "confirmed_by")
