#ifndef SUTURE_CMARIADB_SHIM_H
#define SUTURE_CMARIADB_SHIM_H

#include <stddef.h>
#include <mysql.h>
#include <errmsg.h>
#include <mysqld_error.h>

#endif
