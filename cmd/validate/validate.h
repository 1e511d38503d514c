// The stage validate.
#pragma once

#include "pipeline/stage.h"

extern const struct stage validate_stage;
