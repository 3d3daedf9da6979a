// SimGrid's event loop (kernel timers) and its actors on the hold model.
// Prints millions of events per second of processor time.
//   simgrid-engine timers|processes COUNT
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <random>
#include <simgrid/s4u.hpp>
#include <simgrid/kernel/Timer.hpp>
#include <vector>

namespace sg4 = simgrid::s4u;

static std::vector<double> spans;
static size_t cursor = 0;
static long handled = 0;
static double end_time = 0;

static double next_span() { return spans[cursor++ & 65535]; }

static double processor_seconds() {
  timespec t;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
  return t.tv_sec + t.tv_nsec / 1e9;
}

static void fire() {
  handled++;
  const double time = sg4::Engine::get_clock() + next_span();
  if (time < end_time)
    simgrid::kernel::timer::Timer::set(time, &fire);
}

int main(int argc, char **argv) {
  sg4::Engine engine(&argc, argv);
  if (argc < 3)
    return 2;
  // A hundred thousand actors need small stacks without guard pages.
  sg4::Engine::set_config("contexts/stack-size:64");
  sg4::Engine::set_config("contexts/guard-size:0");
  const bool timers = std::strcmp(argv[1], "timers") == 0;
  const long count = std::atol(argv[2]);
  const double events = count > 10000 ? 400000 : 1000000;
  std::mt19937_64 random(1);
  std::exponential_distribution<double> exponential(1.0);
  for (int i = 0; i < 65536; i++)
    spans.push_back(exponential(random));
  end_time = events / count;

  auto *zone = sg4::create_full_zone("world");
  auto *host = zone->create_host("host", 1e9);
  zone->seal();
  if (timers) {
    for (long i = 0; i < count; i++)
      simgrid::kernel::timer::Timer::set(next_span(), &fire);
    // Timers alone do not keep an engine running.
    sg4::Actor::create("clock", host, [] { sg4::this_actor::sleep_for(end_time); });
  } else {
    for (long i = 0; i < count; i++)
      sg4::Actor::create("sleeper", host, [] {
        while (sg4::Engine::get_clock() < end_time) {
          sg4::this_actor::sleep_for(next_span());
          handled++;
        }
      });
  }
  const double start = processor_seconds();
  engine.run();
  std::printf("%g\n", handled / (processor_seconds() - start) / 1e6);
  return 0;
}
