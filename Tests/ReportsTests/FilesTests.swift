import Foundation
import Simulation
import Testing

@testable import Reports

struct FilesTests {
  @Test func summaryHoldsHandComputedNumbers() {
    var run = SmallRun.record
    run.strategies.removeLast()
    #expect(
      run.summaryJSON == """
        {
          "scenario": "small",
          "seed": 7,
          "run_id": "r1",
          "fingerprint": "ff",
          "boundary": "server",
          "idle_attribution": null,
          "target_accuracy": 0.8,
          "strategies": [
            {
              "name": "slow",
              "seed": 7,
              "rounds": 2,
              "rounds_to_target": 2,
              "time_to_target_s": 100,
              "energy_to_target_J": 8000,
              "energy_server_to_target_J": 8000,
              "energy_used_to_target_J": 4000,
              "simulated_time_s": 100,
              "energy_J": 8000,
              "final_accuracy": 0.8,
              "mean_power_W": 80,
              "peak_power_W": 95.5,
              "bytes_on_busiest_link": 7500,
              "compute_s": 50,
              "communicate_s": 30,
              "wait_s": 10,
              "distribute_s": 5,
              "compress_s": 0,
              "checkpoint_s": 0,
              "idle_s": 5,
              "message_s": 0,
              "throttled_s": 0,
              "throttled_J": null,
              "peak_temperature_C": null,
              "energy_server_J": 8000,
              "energy_used_J": 4000,
              "energy_job_J": null,
              "busiest_link": "board 0, up",
              "parameters": "batch: 64",
              "failure": null
            },
            {
              "name": "fast",
              "seed": 7,
              "rounds": 1,
              "rounds_to_target": 1,
              "time_to_target_s": 8,
              "energy_to_target_J": 1000,
              "energy_server_to_target_J": 1000,
              "energy_used_to_target_J": 500,
              "simulated_time_s": 8,
              "energy_J": 1000,
              "final_accuracy": 0.825,
              "mean_power_W": 125,
              "peak_power_W": 130,
              "bytes_on_busiest_link": 0,
              "compute_s": 6,
              "communicate_s": 1,
              "wait_s": 0,
              "distribute_s": 1,
              "compress_s": 0,
              "checkpoint_s": 0,
              "idle_s": 0,
              "message_s": 0,
              "throttled_s": 0,
              "throttled_J": null,
              "peak_temperature_C": null,
              "energy_server_J": 1000,
              "energy_used_J": 500,
              "energy_job_J": null,
              "busiest_link": null,
              "parameters": "groups: 2, batch: 64",
              "failure": null
            }
          ],
          "aggregates": [
            {
              "name": "slow",
              "seeds": 1,
              "seeds_to_target": 1,
              "time_to_target_s": 100,
              "time_to_target_s_low": null,
              "time_to_target_s_high": null,
              "time_to_target_s_above": null,
              "energy_to_target_J": 8000,
              "energy_to_target_J_low": null,
              "energy_to_target_J_high": null,
              "energy_to_target_J_above": null,
              "energy_server_to_target_J": 8000,
              "energy_server_to_target_J_low": null,
              "energy_server_to_target_J_high": null,
              "energy_server_to_target_J_above": null,
              "energy_used_to_target_J": 4000,
              "energy_used_to_target_J_low": null,
              "energy_used_to_target_J_high": null,
              "energy_used_to_target_J_above": null,
              "simulated_time_s": 100,
              "simulated_time_s_low": null,
              "simulated_time_s_high": null,
              "energy_J": 8000,
              "energy_J_low": null,
              "energy_J_high": null,
              "final_accuracy": 0.8,
              "final_accuracy_low": null,
              "final_accuracy_high": null,
              "mean_power_W": 80,
              "mean_power_W_low": null,
              "mean_power_W_high": null,
              "peak_power_W": 95.5,
              "peak_power_W_low": null,
              "peak_power_W_high": null,
              "bytes_on_busiest_link": 7500,
              "bytes_on_busiest_link_low": null,
              "bytes_on_busiest_link_high": null,
              "throttled_share": 0,
              "throttled_share_low": null,
              "throttled_share_high": null,
              "throttled_J": null,
              "throttled_J_low": null,
              "throttled_J_high": null
            },
            {
              "name": "fast",
              "seeds": 1,
              "seeds_to_target": 1,
              "time_to_target_s": 8,
              "time_to_target_s_low": null,
              "time_to_target_s_high": null,
              "time_to_target_s_above": null,
              "energy_to_target_J": 1000,
              "energy_to_target_J_low": null,
              "energy_to_target_J_high": null,
              "energy_to_target_J_above": null,
              "energy_server_to_target_J": 1000,
              "energy_server_to_target_J_low": null,
              "energy_server_to_target_J_high": null,
              "energy_server_to_target_J_above": null,
              "energy_used_to_target_J": 500,
              "energy_used_to_target_J_low": null,
              "energy_used_to_target_J_high": null,
              "energy_used_to_target_J_above": null,
              "simulated_time_s": 8,
              "simulated_time_s_low": null,
              "simulated_time_s_high": null,
              "energy_J": 1000,
              "energy_J_low": null,
              "energy_J_high": null,
              "final_accuracy": 0.825,
              "final_accuracy_low": null,
              "final_accuracy_high": null,
              "mean_power_W": 125,
              "mean_power_W_low": null,
              "mean_power_W_high": null,
              "peak_power_W": 130,
              "peak_power_W_low": null,
              "peak_power_W_high": null,
              "bytes_on_busiest_link": 0,
              "bytes_on_busiest_link_low": null,
              "bytes_on_busiest_link_high": null,
              "throttled_share": 0,
              "throttled_share_low": null,
              "throttled_share_high": null,
              "throttled_J": null,
              "throttled_J_low": null,
              "throttled_J_high": null
            }
          ]
        }

        """)
  }

  @Test func whatDoesNotExistIsNull() {
    var run = SmallRun.unlearned
    run.boundary = "used"
    run.strategies = [SmallRun.lost]
    run.strategies[0].simulated_time_s = 0
    run.strategies[0].peak_power_used_W = .nan
    run.strategies[0].rounds[1].accuracy = nil
    #expect(
      run.summaryJSON.contains(
        """
              "rounds_to_target": null,
              "time_to_target_s": null,
              "energy_to_target_J": null,
              "energy_server_to_target_J": null,
              "energy_used_to_target_J": null,
              "simulated_time_s": 0,
              "energy_J": 9000,
              "final_accuracy": null,
              "mean_power_W": null,
              "peak_power_W": null,
              "bytes_on_busiest_link": 1234567,
              "compute_s": null,
        """))
  }

  @Test func summaryIsReadByAnotherJSONReader() throws {
    var run = SmallRun.record
    run.scenario = "a \"b\" \\ \n\t\u{1} é €"
    run.seed = .max
    let object = try JSONSerialization.jsonObject(with: Data(run.summaryJSON.utf8))
    let top = try #require(object as? [String: Any])
    #expect(top["scenario"] as? String == run.scenario)
    #expect((top["seed"] as? NSNumber)?.uint64Value == .max)
    #expect((top["strategies"] as? [Any])?.count == 3)
  }

  @Test func roundsAreOneRowEach() {
    #expect(
      SmallRun.record.roundsCSV == """
        strategy,seed,round,time_s,energy_server_J,energy_used_J,samples,steps,bytes,loss,accuracy
        slow,7,1,50,4000,2000,1000,10,5000,0.30000000000000004,0.7
        slow,7,2,100,8000,4000,1000,10,5000,0.19999999999999996,0.8
        fast,7,1,8,1000,500,1000,10,5000,0.17500000000000004,0.825
        lost,7,1,300,9000,4500,1000,10,5000,0.6,0.4
        lost,7,2,600,18000,9000,1000,10,5000,0.488,0.512

        """)
    #expect(SmallRun.unlearned.roundsCSV.contains("slow,7,1,50,4000,2000,1000,10,5000,,\n"))
  }

  @Test func devicesHaveOneColumnPerComponentOfAny() {
    #expect(
      SmallRun.record.devicesCSV == """
        strategy,seed,device,board,used,compute_s,communicate_s,wait_s,distribute_s,\
        compress_s,checkpoint_s,idle_s,message_s,samples,samples_int8,throttled_s,throttled_J,peak_temperature_C,shut_down_at_s,\
        energy_idle_J,energy_cpu_J,energy_npu_J
        slow,7,d0,0,true,60,20,10,5,0,0,5,0,0,0,0,,,,100,400.5,
        slow,7,d1,0,true,40,40,10,5,0,0,5,0,0,0,0,,,,100,300,
        slow,7,d2,0,false,0,0,0,0,0,0,100,0,0,0,0,,,,100,,0
        fast,7,d0,0,true,6,1,0,1,0,0,0,0,0,0,0,,,,8,40,

        """)
  }

  @Test func fieldsAreQuotedWhereNeeded() {
    #expect(
      SmallRun.record.linksCSV == """
        strategy,seed,link,bytes,busy_s
        slow,7,"board 0, up",7500,0.25
        slow,7,"board 0, down",2500,0.1
        lost,7,x,1234567,1

        """)
    #expect(CSVText.field("say \"hi\"\r\n") == "\"say \"\"hi\"\"\r\n\"")
    #expect(CSVText.field("plain text") == "plain text")
  }

  @Test func recordsReadBackEqual() throws {
    var run = SmallRun.record
    run.seed = .max
    run.strategies[0].rounds[0].loss = 0.1 + 0.2
    run.strategies[0].rounds[0].energy_used_J = .leastNonzeroMagnitude
    run.strategies[0].rounds[1].loss = .infinity
    run.description = "tabs\tand \"quotes\" / 60 °C"
    let text = try run.recordsJSON()
    #expect(try RunRecord(recordsJSON: text) == run)
    #expect(try RunRecord(recordsJSON: text).recordsJSON() == text)
    let unlearned = SmallRun.unlearned
    #expect(try RunRecord(recordsJSON: unlearned.recordsJSON()) == unlearned)
  }

  @Test func recordsWithAMissingKeyAreRefused() {
    #expect(throws: DecodingError.self) { try RunRecord(recordsJSON: "{\"scenario\": \"x\"}") }
  }
}
