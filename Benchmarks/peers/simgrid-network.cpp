// SimGrid's fluid network on the same collectives and flows as Tidewatt's.
// Prints thousands of flows per second of processor time, then the simulated seconds of one run.
//   simgrid-network ring HOSTS STRIDE RUNS
//   simgrid-network flows FILE             lines of: source target bytes
// Plain max-min sharing (CM02 without cross-traffic), as LV08 corrects bandwidths and latencies.
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <fstream>
#include <simgrid/s4u.hpp>
#include <string>
#include <vector>

namespace sg4 = simgrid::s4u;

static const double rate = 125e6;

static double processor_seconds() {
  timespec t;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
  return t.tv_sec + t.tv_nsec / 1e9;
}

// Boards of five hosts, every link full duplex and without latency.
static std::vector<sg4::Host *> boards(int count) {
  auto *zone = sg4::create_full_zone("server");
  std::vector<sg4::Host *> hosts;
  std::vector<sg4::Link *> host_up, host_down, board_up, board_down;
  for (int host = 0; host < count; host++) {
    if (host % 5 == 0) {
      const std::string board = "board " + std::to_string(host / 5);
      board_up.push_back(zone->create_link(board + " up", rate)->seal());
      board_down.push_back(zone->create_link(board + " down", rate)->seal());
    }
    const std::string name = "host " + std::to_string(host);
    hosts.push_back(zone->create_host(name, 1e9)->seal());
    host_up.push_back(zone->create_link(name + " up", rate)->seal());
    host_down.push_back(zone->create_link(name + " down", rate)->seal());
  }
  for (int from = 0; from < count; from++)
    for (int to = 0; to < count; to++) {
      if (from == to)
        continue;
      std::vector<sg4::LinkInRoute> links{sg4::LinkInRoute(host_up[from])};
      if (from / 5 != to / 5) {
        links.push_back(sg4::LinkInRoute(board_up[from / 5]));
        links.push_back(sg4::LinkInRoute(board_down[to / 5]));
      }
      links.push_back(sg4::LinkInRoute(host_down[to]));
      zone->add_route(hosts[from]->get_netpoint(), hosts[to]->get_netpoint(), nullptr, nullptr,
                      links, false);
    }
  zone->seal();
  return hosts;
}

// Ring all-reduces of 44 MB per host: everybody begins a round when it has sent and received.
static long start_ring(int count, int stride, int runs) {
  const auto hosts = boards(count);
  std::vector<sg4::Host *> order;
  for (int first = 0; first < stride; first++)
    for (int host = first; host < count; host += stride)
      order.push_back(hosts[host]);
  const auto bytes = static_cast<uint64_t>(44e6 / count + 0.5);
  const int rounds = 2 * (count - 1);
  for (int place = 0; place < count; place++) {
    auto *own = sg4::Mailbox::by_name(std::to_string(place));
    auto *next = sg4::Mailbox::by_name(std::to_string((place + 1) % count));
    sg4::Actor::create("member", order[place], [=] {
      static int part;
      for (int round = 0; round < runs * rounds; round++) {
        auto sent = next->put_async(&part, bytes);
        own->get<int>();
        sent->wait();
      }
    });
  }
  return static_cast<long>(runs) * rounds * count;
}

// All flows from one instant.
static long start_flows(const char *file) {
  const auto hosts = boards(60);
  std::ifstream lines(file);
  struct Flow {
    int source, target;
    unsigned long long bytes;
  };
  std::vector<Flow> flows;
  for (Flow flow; lines >> flow.source >> flow.target >> flow.bytes;)
    flows.push_back(flow);
  sg4::Actor::create("starter", hosts[0], [=] {
    std::vector<sg4::CommPtr> comms;
    for (const auto &flow : flows)
      comms.push_back(sg4::Comm::sendto_async(hosts[flow.source], hosts[flow.target], flow.bytes));
    for (const auto &comm : comms)
      comm->wait();
  });
  return static_cast<long>(flows.size());
}

int main(int argc, char **argv) {
  sg4::Engine engine(&argc, argv);
  sg4::Engine::set_config("network/model:CM02");
  sg4::Engine::set_config("network/crosstraffic:0");
  const bool ring = argc == 5 && std::strcmp(argv[1], "ring") == 0;
  if (!ring && (argc != 3 || std::strcmp(argv[1], "flows") != 0))
    return 2;
  const int runs = ring ? std::atoi(argv[4]) : 1;
  const long flows =
      ring ? start_ring(std::atoi(argv[2]), std::atoi(argv[3]), runs) : start_flows(argv[2]);
  const double start = processor_seconds();
  engine.run();
  std::printf("%g %.9f\n", flows / (processor_seconds() - start) / 1e3,
              sg4::Engine::get_clock() / runs);
  return 0;
}
