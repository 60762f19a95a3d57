#ifndef SUTURE_CCRYPTO_SHIM_H
#define SUTURE_CCRYPTO_SHIM_H

#include <stddef.h>
#include <openssl/evp.h>

#endif
