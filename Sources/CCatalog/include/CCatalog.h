#pragma once
#include <stddef.h>

// The sentences of the product, one JSON object a language, embedded so that a program that is moved keeps them.
extern const unsigned char *_Nonnull const writeback_catalog_en;
extern const size_t writeback_catalog_en_length;
extern const unsigned char *_Nonnull const writeback_catalog_ko;
extern const size_t writeback_catalog_ko_length;
