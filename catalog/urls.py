"""Addresses of the catalogue."""

from django.urls import path

from catalog.views import (
    delivery,
    gallery,
    licences,
    listings,
    makers,
    new_listing,
    photos,
    publication,
    rises,
    shelf,
    sitemap,
    storefront,
    synonyms,
    terms,
    variants,
)

urlpatterns = [
    path("robots.txt", sitemap.robots, name="robots"),
    path("sitemap.xml", sitemap.sitemap, name="sitemap"),
    path("sitemap/<slug:kind>-<int:number>.xml", sitemap.sitemap_part, name="sitemap_part"),
    path("", storefront.home, name="home"),
    path("etalase/", storefront.etalase_list, name="etalase_list"),
    path("etalase/<slug:slug>/", storefront.etalase_page, name="etalase_page"),
    path("cari/", storefront.search_page, name="search"),
    path("cari/wilayah/", storefront.places_page, name="search_places"),
    path("cari/saran/", storefront.search_suggestions, name="search_suggestions"),
    path("produk/<uuid:public_id>/", storefront.product_page, name="product_page"),
    path("toko/<slug:slug>/", storefront.shop_page, name="shop_page"),
    path("gambar/<path:name>", photos.public_photo, name="public_photo"),
    path("penyedia/produk/", listings.vendor_products, name="vendor_products"),
    path("penyedia/produk/baru/", new_listing.product_new, name="product_new"),
    path("penyedia/produk/tebak/", new_listing.etalase_guess, name="etalase_guess"),
    path("penyedia/ongkos-kirim/", delivery.delivery_rates, name="delivery_rates"),
    path("penyedia/stok-dan-harga/", shelf.goods_shelf, name="goods_shelf"),
    path("penyedia/produk/<uuid:public_id>/", listings.product_edit, name="product_edit"),
    path("penyedia/produk/<uuid:public_id>/varian/", variants.variant_new, name="variant_new"),
    path("penyedia/varian/<uuid:public_id>/", variants.variant_edit, name="variant_edit"),
    path("penyedia/varian/<uuid:public_id>/harga/", variants.variant_price, name="variant_price"),
    path("penyedia/varian/<uuid:public_id>/kenaikan/", variants.variant_rise, name="variant_rise"),
    path(
        "penyedia/varian/<uuid:public_id>/kenaikan/tarik/",
        variants.variant_rise_withdraw,
        name="variant_rise_withdraw",
    ),
    path("penyedia/varian/<uuid:public_id>/syarat/", terms.variant_terms, name="variant_terms"),
    path("penyedia/varian/<uuid:public_id>/stok/", variants.variant_stock, name="variant_stock"),
    path("penyedia/varian/<uuid:public_id>/jual/", variants.variant_switch, name="variant_switch"),
    path(
        "penyedia/produk/<uuid:public_id>/ajukan/", listings.product_submit, name="product_submit"
    ),
    path(
        "penyedia/produk/<uuid:public_id>/tarik/",
        listings.product_withdraw,
        name="product_withdraw",
    ),
    path(
        "penyedia/produk/<uuid:public_id>/izin/",
        licences.product_licences,
        name="product_licences",
    ),
    path("penyedia/produk/<uuid:public_id>/foto/", gallery.product_photos, name="product_photos"),
    path("penyedia/produk/<uuid:public_id>/syarat/", terms.product_terms, name="product_terms"),
    path("penyedia/produk/<uuid:public_id>/pembuat/", makers.product_makers, name="product_makers"),
    path("katalog/", publication.catalogue_queue, name="catalogue_queue"),
    path("katalog/padanan/", synonyms.synonyms, name="synonyms"),
    path("katalog/padanan/<int:number>/", synonyms.synonym, name="synonym"),
    path("katalog/kenaikan-harga/", rises.price_rises, name="price_rises"),
    path(
        "katalog/kenaikan-harga/<uuid:public_id>/terima/",
        rises.price_rise_accept,
        name="price_rise_accept",
    ),
    path(
        "katalog/kenaikan-harga/<uuid:public_id>/tolak/",
        rises.price_rise_refuse,
        name="price_rise_refuse",
    ),
    path("katalog/<uuid:public_id>/", publication.catalogue_review, name="catalogue_review"),
    path(
        "katalog/<uuid:public_id>/tayangkan/", publication.product_publish, name="product_publish"
    ),
    path("katalog/<uuid:public_id>/kembalikan/", publication.product_return, name="product_return"),
    path(
        "katalog/<uuid:public_id>/turunkan/",
        publication.product_unpublish,
        name="product_unpublish",
    ),
]
