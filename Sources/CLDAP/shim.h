#pragma once
#include <sys/eventfd.h>
#include <sys/time.h>
#include <lber.h>
#include <ldap.h>
#include <openldap.h>
#include <sasl/sasl.h>

/* Macros that Swift does not import (a cast to a pointer, a function macro) and variadic-free spellings of them. */
static inline const void *cldap_option_on(void) { return LDAP_OPT_ON; }
static inline const void *cldap_option_off(void) { return LDAP_OPT_OFF; }

/* fcntl is variadic. */
#include <fcntl.h>
static inline int cldap_get_flags(int fd) { return fcntl(fd, F_GETFL); }
static inline int cldap_set_flags(int fd, int flags) { return fcntl(fd, F_SETFL, flags); }
