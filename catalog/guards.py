"""What the guards of this room say when they refuse (core.guards)."""

from django.utils.translation import gettext_lazy as _

from marketplace.core import guards
from marketplace.core.errors import (
    Conflict,
    InvalidTransition,
    OutOfStock,
    RuleViolation,
    VendorNotEligible,
)

guards.register(
    RuleViolation,
    _("An etalase cannot close before it opens."),
    "etalase_closes_after_it_opens",
)
guards.register(
    Conflict,
    _("Prices are being counted right now. Try again in a moment."),
    "one_price_mark_per_market",
    "counted_mark_has_median",
    "mark_vendors_were_paid",
    "one_paid_price_per_order",
)
guards.register(
    RuleViolation,
    _("TKDN is a percentage from 0 to 100."),
    "product_tkdn_is_a_percentage",
)
guards.register(
    InvalidTransition,
    _("Only a catalogue manager decides what goes live, and once. Reload the page."),
    "published_product_was_published_by_somebody",
    "decided_revision_was_decided_by_somebody",
    "revision_decided",
    "revision_starts_as_submitted",
)
guards.register(
    Conflict,
    _("A change of this listing waits for publication already. Reload the page."),
    "one_revision_waits_per_product",
    "one_revision_per_number",
)
guards.register(
    Conflict,
    _("The listing, its variants and its published words must fit together. Reload the page."),
    "product_belongs_to_vendor",
    "revision_of_product",
    "sku_belongs_to_vendor",
    "sku_is_of_the_products_vendor",
    "product_revision_is_its_own",
    "sku_stays",
    "product_shows_its_revision",
    "one_lead_per_product",
)
guards.register(
    RuleViolation,
    _(
        "A live price rises this far only after a catalogue manager has read why. Propose it with "
        "your reason."
    ),
    "price_rise_was_reviewed",
    "price_rise_is_one_with_a_reason",
)
guards.register(
    InvalidTransition,
    _("This price was decided already, or by the same person who asks for it. Reload the page."),
    "price_rise_begins_as_waiting",
    "price_rise_decided_once",
    "price_rise_status_is_known",
    "price_rise_decided_by_somebody",
    "price_rise_decided_by_another",
)
guards.register(
    Conflict,
    _("A price of this variant waits for the catalogue manager already."),
    "one_price_rise_waits",
)
guards.register(
    RuleViolation,
    _("Each tier of a price begins at more units than the one before it, and is cheaper."),
    "price_tiers_fall",
)
guards.register(
    RuleViolation,
    _(
        "The least order is at least 1 unit and no more than the largest one; lead time and "
        "capacity have their bounds too."
    ),
    "sku_order_bounds_fit",
    "sku_terms_within_bounds",
)
guards.register(
    RuleViolation,
    _("What is booked for days says how many a day, and holds no other stock. Look at its terms."),
    "sku_dating_is_known",
    "dated_sku_has_its_days",
)
guards.register(
    Conflict,
    _("The shop is closed on this day already. Reload the page."),
    "one_closing_per_day",
)
guards.register(
    RuleViolation,
    _("Choose the places that are served from the list; a province stands for all in it."),
    "service_area_is_short",
    "service_area_is_known",
)
guards.register(
    OutOfStock,
    _("Fewer units are free than were asked for. Order fewer or choose another shop."),
    "sku_reserved_within_stock",
)
guards.register(
    RuleViolation,
    _("The price must be at least Rp 1."),
    "sku_price_positive",
    "price_version_positive",
)
guards.register(
    RuleViolation,
    _("A price is at most Rp 1 trillion for one unit, and stock and weight have their bounds too."),
    "sku_within_bounds",
    "price_version_within_bounds",
)
guards.register(
    RuleViolation,
    _("Your shop uses this code already, or it is empty. Each variant has its own."),
    "sku_has_a_code",
    "one_sku_per_code",
)
guards.register(
    RuleViolation,
    _("Each of several variants needs a name of its own."),
    "one_variant_per_label",
    "variants_are_labelled",
)
guards.register(
    RuleViolation,
    _("A sanction hides goods of its own shop alone."),
    "hidden_goods_are_of_the_shop",
)
guards.register(
    RuleViolation,
    _("A listing needs at least one variant."),
    "product_has_a_variant",
)
guards.register(
    Conflict,
    _("The price was changed a moment ago. Reload the page."),
    "price_version_of_sku",
    "sku_price_is_its_version",
)
guards.register(
    RuleViolation,
    _("Choose whether the showcase holds food and drink."),
    "etalase_goods_class_is_known",
)
guards.register(
    Conflict,
    _("A listing rests on licences of its own shop, each named once. Reload the page."),
    "licence_stated_once",
    "stated_licence_is_of_the_shop",
    "stating_listing_is_of_the_shop",
)
guards.register(
    Conflict,
    _("The shop was told of this already."),
    "halal_notice_once",
)
guards.register(
    RuleViolation,
    _("The shares of a listing's makers are more than 0 and at most 100 percent together."),
    "maker_share_within_whole",
    "maker_shares_within_whole",
)
guards.register(
    Conflict,
    _(
        "A listing names members of its own cooperative who have not left, each once, and never "
        "another share afterwards. Reload the page."
    ),
    "maker_named_once",
    "maker_is_of_the_cooperative",
    "making_listing_is_of_the_cooperative",
    "maker_has_not_left",
    "maker_ends_after_it_began",
    "maker_is_only_ended",
)
guards.register(
    RuleViolation,
    _("The listing must state what goods of its category state, each as it is asked. Check it."),
    "product_attributes_are_named",
    "revision_states_what_is_asked",
)
guards.register(
    RuleViolation,
    _("Choose a kind of goods, and for a list at least two choices; only a number has a unit."),
    "category_goods_class_is_known",
    "attribute_kind_is_known",
    "attribute_choice_has_choices",
    "attribute_unit_is_of_a_number",
    "attribute_has_a_name",
)
guards.register(
    Conflict,
    _("The category has an attribute of this name already. Choose another name."),
    "attribute_named_once",
    "attribute_labelled_once",
)
guards.register(
    Conflict,
    _("Values were stated under this. Switch it off and add another one instead."),
    "attribute_stays",
    "category_stays",
)
guards.register(
    Conflict,
    _("These names stand in the list already. Open that row and change it."),
    "synonym_terms_once",
)
guards.register(
    RuleViolation,
    _("Write at least two names of the same thing, and at most 24 on each side."),
    "synonym_names_two",
    "synonym_is_short",
)
guards.register(
    RuleViolation,
    _("Choose for whose goods the etalase is open."),
    "etalase_open_to_is_known",
)
guards.register(
    VendorNotEligible,
    _(
        "The place of the shop lies outside the region of this etalase. Choose an etalase of your "
        "own region."
    ),
    "shop_may_list_there",
)
guards.register(
    RuleViolation,
    _("This category belongs to another market. Choose one of your own or a common one."),
    "category_is_of_the_market",
)
guards.register(
    RuleViolation,
    _("A listing shows at most eight photos, each of them once. Look at them again."),
    "one_photo_per_place",
    "photo_shown_once",
    "photo_place_within_bounds",
    "photo_is_one_of_ours",
)
guards.register(
    RuleViolation,
    _("The few pixels seen while a photo loads are made of that photo. Send the photo once more."),
    "photo_blur_is_of_a_photo",
)
guards.register(
    RuleViolation,
    _("A delivery table has one cost and a likely number of working days for each distance."),
    "one_rate_per_distance",
    "rate_is_of_a_band",
    "rate_within_bounds",
)
