# Lets a plain Makefile use a Go driver that bljh builds (GNU make 3.81 or newer):
#
#   BLJH_BOARD := jh7110
#   include $(shell bljh mk)
#
#   app: main.o $(BLJH_LIB)
#   	$(BLJH_CC) $(BLJH_LDFLAGS) -o $@ $^
#   main.o: main.c $(BLJH_HEADER)
#   	$(BLJH_CC) $(BLJH_CFLAGS) -c -o $@ $<
#
# Set before the include:
#   BLJH_BOARD     the board to build for
#   BLJH_PROJECT   the folder with bljh.ini (default: this one). Relative to the Makefile it may lie below a folder
#                  with spaces in its name; the path given here must have none, make would split it
#   BLJH           how to call bljh, if it is not on PATH: a name or an absolute path
#   BLJH_LIB_NAME  the driver's name, if not the one in bljh.ini
#
# Defined here:
#   BLJH_LIB, BLJH_HEADER     the archive and its header; both are made by one call of bljh build
#   BLJH_CC, BLJH_CFLAGS, BLJH_LDFLAGS   the board's C compiler and its flags
#   BLJH_RUN                  the emulator that runs the board's programs here; empty if there is none
#   BLJH_OUT                  the folder of the board's build; yours to add to
#   bljh-clean                a target: what bljh built, but not .config

BLJH         ?= bljh
BLJH_PROJECT ?= .
ifndef BLJH_BOARD
  $(error BLJH_BOARD is not set: name the board before the include, for example BLJH_BOARD := jh7110)
endif

ifneq ($(words $(BLJH_PROJECT)),1)
  $(error BLJH_PROJECT must be one path without spaces, not "$(BLJH_PROJECT)"; a relative one will do)
endif

# The targets below must not become the default goal of the Makefile that includes this file.
bljh_default_goal := $(.DEFAULT_GOAL)

# Keys before the first [section]. Where the project is made by a rule there is no bljh.ini yet: bljh new names a
# project like its folder.
ifndef BLJH_LIB_NAME
  BLJH_LIB_NAME := $(shell test ! -f '$(BLJH_PROJECT)/bljh.ini' || sed -n -e '/^[[:space:]]*\[/q' \
    -e 's/^[[:space:]]*name[[:space:]]*=[[:space:]]*"\{0,1\}\([A-Za-z0-9_-]*\).*/\1/p' '$(BLJH_PROJECT)/bljh.ini')
  BLJH_LIB_NAME := $(if $(BLJH_LIB_NAME),$(BLJH_LIB_NAME),$(notdir $(BLJH_PROJECT)))
endif

BLJH_OUT    := $(if $(filter .,$(BLJH_PROJECT)),,$(BLJH_PROJECT)/)build/$(BLJH_BOARD)
BLJH_LIB    := $(BLJH_OUT)/lib$(BLJH_LIB_NAME).a
BLJH_HEADER := $(BLJH_OUT)/$(BLJH_LIB_NAME).h

# The board's compiler and flags. bljh build writes them to a file; before the first build bljh is asked, once. The file
# is read when a recipe needs it and not included: make would then work with what it held before the build.
bljh_vars_file  = sed 's/ /@@/g' '$(BLJH_OUT)/bljh.vars.mk' 2>/dev/null
bljh_vars_ask   = { test ! -d '$(BLJH_PROJECT)' || cd '$(BLJH_PROJECT)'; } && $(BLJH) mk --vars --board $(BLJH_BOARD) | sed 's/ /@@/g'
bljh_vars_asked = $(eval bljh_vars_asked := $$(shell $$(bljh_vars_ask)))$(bljh_vars_asked)
bljh_vars       = $(or $(shell $(bljh_vars_file)),$(bljh_vars_asked))
# A line NAME := VALUE has become one word: NAME@@:=@@VALUE.
bljh_var        = $(subst @@, ,$(patsubst $(1)@@:=@@%,%,$(filter $(1)@@:=@@%,$(bljh_vars))))

BLJH_CC      = $(or $(call bljh_var,BLJH_CC),$(error bljh names no C compiler for board $(BLJH_BOARD)))
BLJH_CFLAGS  = $(call bljh_var,BLJH_CFLAGS) -I$(BLJH_OUT)
BLJH_LDFLAGS = $(call bljh_var,BLJH_LDFLAGS)
BLJH_RUN     = $(call bljh_var,BLJH_RUN)

bljh_build = cd '$(BLJH_PROJECT)' && $(BLJH) build --board $(BLJH_BOARD)

# The archive stands for all that one build makes, so that make -j calls bljh once. bljh puts its files in place
# complete, the archive last; make must not delete the old ones when it is interrupted.
.PRECIOUS: $(BLJH_LIB) $(BLJH_HEADER)

$(BLJH_LIB): $(BLJH_PROJECT)/bljh.ini
	$(bljh_build)
	@test -f '$@' || { echo 'bljh.mk: bljh build did not make $@: is BLJH_LIB_NAME right, and artifact = c-archive in bljh.ini?' >&2; exit 1; }

# The header comes with the archive; the second call is for a header that was deleted alone.
$(BLJH_HEADER): $(BLJH_LIB)
	@test -f '$@' || { $(bljh_build); }

# Every file that the last build read, as prerequisites of the archive, and what those files cannot tell.
BLJH_FOLDERS :=
BLJH_SOURCES :=
BLJH_ABSENT  :=
-include $(BLJH_OUT)/bljh.d

# A file that came or went changes a Go package, whatever its time; a folder's own time would change with each file
# that some tool writes there. The names and extensions are those that go build takes (go/build, "Go packages").
bljh_extensions := go c cc cpp cxx h hh hpp hxx s S sx syso swig swigcxx m f F for f90
bljh_found      := $(foreach folder,$(BLJH_FOLDERS),$(filter-out %_test.go $(folder)/_%, \
  $(wildcard $(foreach extension,$(bljh_extensions),$(folder)/*.$(extension)))))
ifneq ($(sort $(bljh_found)),$(sort $(BLJH_SOURCES)))
  $(BLJH_LIB): bljh-files-changed
endif
ifneq ($(wildcard $(BLJH_ABSENT)),)
  $(BLJH_LIB): bljh-files-changed
endif
# Without the list nothing can be known: bljh has to look.
ifeq ($(wildcard $(BLJH_OUT)/bljh.d),)
  $(BLJH_LIB): bljh-files-changed
endif

bljh-files-changed:

bljh-clean:
	cd '$(BLJH_PROJECT)' && $(BLJH) clean --board $(BLJH_BOARD)

.PHONY: bljh-files-changed bljh-clean

.DEFAULT_GOAL := $(bljh_default_goal)
