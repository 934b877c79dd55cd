"""Product pictures drawn by code: flat shapes in the dyes of the loom, one small SVG each."""

from __future__ import annotations

from collections.abc import Callable

from config.demo.pictures import cloth, craft, drinks, food, office, upkeep
from config.demo.pictures.brush import PALETTES, Palette
from config.demo.pictures.logos import shop_logo

__all__ = ["KINDS", "PALETTES", "draw", "shop_logo"]

KINDS: dict[str, Callable[[Palette, int], str]] = {
    "tea": drinks.tea,
    "tea_box": drinks.tea_box,
    "coffee": drinks.coffee,
    "lunch_box": food.lunch_box,
    "snack_box": food.snack_box,
    "buffet": food.buffet,
    "rice_sack": food.rice_sack,
    "honey": drinks.honey,
    "chips": food.chips,
    "jar": food.jar,
    "bottle": drinks.bottle,
    "cake": food.cake,
    "bread": food.bread,
    "tampah": food.tampah,
    "water": drinks.water,
    "fish": food.fish,
    "sugar": food.sugar,
    "weave": cloth.weave,
    "batik": cloth.batik,
    "fold": cloth.fold,
    "shawl": cloth.shawl,
    "uniform": cloth.uniform,
    "batik_shirt": cloth.batik_shirt,
    "tshirt": cloth.tshirt,
    "vest": cloth.vest,
    "tote": cloth.tote,
    "pouch": cloth.pouch,
    "basket": craft.basket,
    "box_set": craft.box_set,
    "tray": craft.tray,
    "soap": craft.soap,
    "mug": craft.mug,
    "plaque": craft.plaque,
    "house": craft.house,
    "vase": craft.vase,
    "chair": craft.chair,
    "office_chair": craft.office_chair,
    "table": craft.table,
    "cabinet": craft.cabinet,
    "sofa": craft.sofa,
    "whiteboard": craft.whiteboard,
    "podium": craft.podium,
    "paper": office.paper,
    "book": office.book,
    "pens": office.pens,
    "folder": office.folder,
    "envelope": office.envelope,
    "toner": office.toner,
    "flash": office.flash,
    "stapler": office.stapler,
    "banner": office.banner,
    "booklet": office.booklet,
    "certificate": office.certificate,
    "sign": office.sign,
    "parcel": office.parcel,
    "paint": upkeep.paint,
    "tools": upkeep.tools,
    "aircon": upkeep.aircon,
    "lamp": upkeep.lamp,
    "plumbing": upkeep.plumbing,
    "cleaner": upkeep.cleaner,
    "broom": upkeep.broom,
    "plant": upkeep.plant,
    "tent": upkeep.tent,
    "speaker": upkeep.speaker,
    "car": upkeep.car,
    "cap": upkeep.cap,
}


def draw(kind: str, palette: str, variant: int = 0) -> str:
    """The SVG text of one product picture; same arguments, same picture.

    Raises: KeyError for an unknown kind or palette.
    """
    return KINDS[kind](PALETTES[palette], variant)
