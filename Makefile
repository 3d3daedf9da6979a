# make run    sets up what is missing, builds, runs the quickstart and shows its table
# make test   sets up what is missing and runs every test
# make setup  only sets up
# What `make run` runs, and with what: make run SCENARIO=my.yaml ARGS="--seed 2"
SCENARIO ?= Scenarios/quickstart.yaml
ARGS ?=
PACKAGES := pkg-config libgsl-dev libdnnl-dev zlib1g-dev liblzma-dev libxxhash-dev dataset-fashion-mnist

.PHONY: run test setup

run: setup
	swift build -c release --product tidewatt
	.build/release/tidewatt run $(SCENARIO) $(ARGS)

test: setup
	swift test

setup:
	@missing=; for package in $(PACKAGES); do \
	  dpkg-query -W -f '$${Status}' $$package 2>/dev/null | grep -q ' installed$$' \
	    || missing="$$missing $$package"; \
	done; \
	if [ -z "$$missing" ]; then exit 0; fi; \
	if [ "$$(id -u)" = 0 ]; then as=; \
	elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then as=sudo; \
	else \
	  echo "Missing Debian packages. Type this, then try again:" >&2; \
	  echo "  sudo apt-get update && sudo apt-get install -y$$missing" >&2; \
	  exit 1; \
	fi; \
	echo "Installing$$missing"; \
	$$as apt-get update -qq \
	  && $$as env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq $$missing >/dev/null

# make bench                            measures everything and prints a table
# make bench ONLY=engine FORMAT=json    one group, or rows of this name; JSON on standard output
# make bench-million                    the rack of a million SoCs: minutes, and 5 GiB of memory
# make bench-peers                      installs SimGrid, SimPy and PyTorch, which are then measured as well
.PHONY: bench bench-million bench-peers

bench: setup
	@swift build -c release --package-path Benchmarks --product bench >&2
	@Benchmarks/.build/release/bench $(if $(ONLY),--only $(ONLY)) $(if $(FORMAT),--format $(FORMAT))

bench-million:
	@TIDEWATT_BENCH_SERVERS=16667 $(MAKE) --no-print-directory bench ONLY=rack

bench-peers:
	Benchmarks/peers/install
