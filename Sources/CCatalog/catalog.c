#include "CCatalog.h"

static const unsigned char en[] = {
#embed "en.json"
};
static const unsigned char ko[] = {
#embed "ko.json"
};

const unsigned char *const writeback_catalog_en = en;
const size_t writeback_catalog_en_length = sizeof en;
const unsigned char *const writeback_catalog_ko = ko;
const size_t writeback_catalog_ko_length = sizeof ko;
