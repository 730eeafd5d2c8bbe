"""python3 -m unittest discover -s benchmarks/load"""

from __future__ import annotations

import json
import os
import re
import socket
import sys
import tempfile
import threading
import unittest
import xml.etree.ElementTree as xml
from pathlib import Path

import chart
import clients
import measure
import processes
import proxies
import report
import rounds
import target
import tools
from rounds import Round, Series
from special import Idle, SlowClients, SystemCalls


def series(proxy: str, *cpu: float, scenario: str = "keep-alive") -> Series:
    return Series(proxy, scenario, [Round(1000, 0, 2.0, value, 0.01) for value in cpu])


def canned(*all_: Series, **more: object) -> report.Report:
    return report.Report({"when": "now"}, ["gatehouse", "nginx"], {"keep-alive": "64 connections"}, 0.05, all_, **more)  # type: ignore[arg-type]


class Measuring(unittest.TestCase):
    def test_a_process_whose_name_has_brackets_and_spaces_is_read(self) -> None:
        line = "42 (a) b (c)) S 7 42 42 0 -1 4194304 1 2 3 4 100 20 3 4 20 0 9 0 55 1000 200"
        self.assertEqual(measure.parse_stat(line), measure.Stat(42, 7, 127))

    def test_a_tree_has_children_of_children_and_nobody_else(self) -> None:
        stats = {pid: measure.Stat(pid, parent, 0) for pid, parent in ((1, 0), (2, 1), (3, 2), (4, 2), (5, 1))}
        self.assertEqual(sorted(measure.tree(2, stats)), [2, 3, 4])

    def test_work_of_this_process_is_seen(self) -> None:
        before = measure.tree_seconds(os.getpid())
        while measure.own_seconds() < before + 0.2:
            sum(range(10000))
        self.assertGreater(measure.tree_seconds(os.getpid()), before)
        self.assertGreater(measure.tree_resident_kib(os.getpid()), 1000)

    def test_resident_memory_is_read_from_status(self) -> None:
        self.assertEqual(measure.parse_resident_kib("Name:\tx\nVmRSS:\t  1234 kB\nThreads:\t1\n"), 1234)
        self.assertEqual(measure.parse_resident_kib("Name:\tkthreadd\n"), 0)

    def test_interrupts_are_busy_time_unless_the_kernel_keeps_them_apart(self) -> None:
        text = "cpu  100 1 50 800 10 2 30 5 0 0\ncpu0 1 2 3\n"
        self.assertEqual(measure.parse_machine(text, False), measure.Machine(188, 998))
        self.assertEqual(measure.parse_machine(text, True), measure.Machine(156, 998))

    def test_what_the_known_do_not_explain_is_foreign(self) -> None:
        before, after = measure.Machine(0, 0), measure.Machine(300, 400)
        known = 260 / measure.TICKS_PER_SECOND
        self.assertAlmostEqual(measure.foreign_share(before, after, known), 0.1)
        self.assertEqual(measure.foreign_share(before, after, known * 2), 0.0)

    def test_percentiles_are_values_that_occurred(self) -> None:
        values = [float(value) for value in range(1, 1001)]
        self.assertEqual([measure.percentile(values, each) for each in (50, 99, 99.9, 100)], [500, 990, 999, 1000])
        self.assertEqual(measure.percentile([3.0], 50), 3.0)

    def test_the_median_of_an_even_number_lies_between(self) -> None:
        self.assertEqual(measure.median([4, 1, 3, 2]), 2.5)
        self.assertEqual(measure.median([5, 1, 3]), 3)

    def test_only_established_connections_of_the_listener_count(self) -> None:
        table = (
            "  sl  local_address rem_address   st\n"
            "   0: 0100007F:1F90 00000000:0000 0A x\n"
            "   1: 0100007F:1F90 0100007F:9C40 01 x\n"
            "   2: 0100007F:9C40 0100007F:1F90 01 x\n"
            "   3: 0100007F:1F90 0100007F:9C42 06 x\n"
        )
        self.assertEqual(measure.established(table, 8080), 1)


class Reading(unittest.TestCase):
    def test_wrk_tells_requests_and_every_kind_of_error(self) -> None:
        line = 'result {"requests": 10, "micros": 5, "connect": 1, "read": 0, "write": 0, "status": 3, "timeout": 0, "p50": 1, "p99": 2, "p999": 3}'
        outcome = tools.parse_wrk(f"Running\n\n{line}\n")
        self.assertEqual((outcome.requests, outcome.errors, outcome.said), (10, 4, "1 connect, 3 status"))

    def test_h2load_counts_answers_other_than_2xx_as_errors(self) -> None:
        output = (
            "requests: 100 total, 108 started, 100 done, 97 succeeded, 3 failed, 0 errored, 0 timeout\n"
            "status codes: 97 2xx, 0 3xx, 0 4xx, 3 5xx\n"
        )
        outcome = tools.parse_h2load(output)
        self.assertEqual((outcome.requests, outcome.errors), (97, 3))

    def test_a_load_generator_that_says_nothing_is_a_failure(self) -> None:
        with self.assertRaises(processes.Failed):
            tools.parse_wrk("unable to connect")

    def test_system_calls_are_read_from_perf_and_strace(self) -> None:
        self.assertEqual(tools.parse_perf("# started\n\n2957,,raw_syscalls:sys_enter,898534,100.00,,\n"), 2957)
        self.assertIsNone(tools.parse_perf("<not supported>,,raw_syscalls:sys_enter,0,100.00,,\n"))
        strace = "% time     seconds  usecs/call     calls    errors syscall\n 60.00    0.000235          13        18           read\n100.00    0.000395          13        29         1 total\n"
        self.assertEqual(tools.parse_strace(strace), 29)

    def test_a_template_keeps_the_lines_whose_condition_holds(self) -> None:
        filled = proxies.fill("@on@a @X@\n@off@b\nc @Y@\n", {"X": "1"}, {"on": True, "off": False})
        self.assertEqual(filled, "a 1\nc @Y@\n")

    def test_no_template_names_what_is_not_filled_in(self) -> None:
        folder = Path("/tmp/x")
        setting = proxies.Setting(folder, 1, folder, folder, folder, True, 2, 3, [])
        for template in proxies.TEMPLATES.glob("*"):
            if template.suffix != ".lua":
                filled = proxies.fill(template.read_text(), setting.values(4, 5, folder), proxies.conditions(True))
                self.assertIsNone(re.search(r"@[A-Za-z-]+@", filled), template)


class Ending(unittest.TestCase):
    def test_what_was_started_is_ended(self) -> None:
        running = processes.Processes()
        with tempfile.TemporaryDirectory() as folder:
            started = running.start([sys.executable, "-c", "import time; time.sleep(60)"], os.sched_getaffinity(0), Path(folder) / "log")
            self.assertIsNone(started.poll())
            running.end_all()
            self.assertIsNotNone(started.poll())

    def test_a_program_that_is_not_there_is_named(self) -> None:
        with tempfile.TemporaryDirectory() as folder, self.assertRaisesRegex(processes.Failed, "no-such-proxy"):
            processes.Processes().start(["no-such-proxy"], os.sched_getaffinity(0), Path(folder) / "log")


class Counting(unittest.TestCase):
    def test_disturbed_and_void_rounds_are_left_out(self) -> None:
        quiet, loud = Round(1000, 0, 1.0, 10.0, 0.01), Round(1000, 0, 1.0, 99.0, 0.3)
        void = Round(1000, 2, 1.0, 1.0, 0.0, void="2 errors")
        found = rounds.summarise(Series("x", "y", [loud, quiet, void]), 0.05)
        assert found
        self.assertEqual((found.cpu, found.counted, found.void, found.errors, found.disturbed, found.only_disturbed), (10.0, 1, 1, 2, 1, False))

    def test_only_disturbed_rounds_count_and_are_called_so(self) -> None:
        found = rounds.summarise(Series("x", "y", [Round(1000, 0, 1.0, 99.0, 0.3)]), 0.05)
        assert found
        self.assertTrue(found.only_disturbed)

    def test_nothing_is_made_of_void_rounds(self) -> None:
        self.assertIsNone(rounds.summarise(Series("x", "y", [Round(5, 0, 1.0, 9.0, 0.0, void="few")]), 0.05))


class Reporting(unittest.TestCase):
    def test_the_table_has_medians_ranges_and_ratios(self) -> None:
        text = report.as_markdown(canned(series("gatehouse", 30, 20, 40), series("nginx", 20, 20, 21)))
        self.assertIn("| keep-alive | gatehouse | 30.0 (20.0–40.0) | 1.50 | 500 |", text)
        self.assertIn("| keep-alive | nginx | 20.0 (20.0–21.0) | 1.00 |", text)

    def test_a_refusal_and_a_disturbance_are_told(self) -> None:
        refused = Series("gatehouse", "h2", [], unserved="refused HTTP/2")
        loud = Series("nginx", "h2", [Round(1000, 0, 1.0, 99.0, 0.3)])
        text = report.as_markdown(canned(refused, loud))
        self.assertIn("`h2`, gatehouse: not measured, it refused HTTP/2", text)
        self.assertIn("**every round was disturbed**: others took up to 30 % of the machine", text)

    def test_void_rounds_are_told(self) -> None:
        text = report.as_markdown(canned(Series("nginx", "tls", [Round(9, 4, 1.0, 0.0, 0.0, void="4 errors: 4 read")])))
        self.assertIn("`tls`, nginx: void: 4 errors: 4 read", text)
        self.assertIn("**no round counts**", text)

    def test_what_is_measured_once_has_tables_of_its_own(self) -> None:
        more = {
            "idle": [Idle("nginx", {64: 1024, 10000: 1024 + 9936})],
            "slow": [SlowClients("nginx", "headers", {"p50": 1.0, "p99": 2.0}, {"p50": 3.0, "p99": 4.0}, 0, 12)],
            "calls": [SystemCalls("nginx", 4.5, "perf")],
            "skipped": {"h2": "h2load is not installed"},
        }
        text = report.as_markdown(canned(**more))
        for line in ("| nginx |  | 1.0 | 10.7 | 1.0 |", "| headers | nginx | 1.00 | 2.00 | 3.00 | 4.00 | 0 | 12 |", "| nginx | perf | 4.50 |", "- `h2`: h2load is"):
            self.assertIn(line, text)

    def test_the_json_says_all_again(self) -> None:
        found = json.loads(json.dumps(report.as_json(canned(series("gatehouse", 30), series("nginx", 20)))))
        self.assertEqual([(one["proxy"], one["ratio"]) for one in found["summaries"]], [("gatehouse", 1.5), ("nginx", 1.0)])
        self.assertEqual(found["series"][0]["rounds"][0]["cpu"], 30)


class Drawing(unittest.TestCase):
    def test_bars_begin_at_zero_and_a_line_stands_at_one(self) -> None:
        root = xml.fromstring(chart.svg("a < b", ["gatehouse", "haproxy"], [("keep-alive", [2.0, 1.0]), ("h2", [None, 0.5])], "nginx"))
        space = "{http://www.w3.org/2000/svg}"
        bars = [bar for bar in root.iter(f"{space}rect") if bar.get("height") == str(chart.BAR)]
        self.assertEqual([bar.get("x") for bar in bars], [str(chart.LEFT)] * 3)
        widths = [float(str(bar.get("width"))) for bar in bars]
        self.assertAlmostEqual(widths[0], 2 * widths[1], delta=0.2)
        one = next(line for line in root.iter(f"{space}line") if line.get("class") == "one")
        self.assertAlmostEqual(float(str(one.get("x1"))), chart.LEFT + widths[1], delta=0.2)
        self.assertIn("not measured", [text.text for text in root.iter(f"{space}text")])

    def test_it_follows_dark_mode(self) -> None:
        self.assertIn("prefers-color-scheme:dark", chart.svg("t", ["a"], [("s", [1.0])], "nginx"))

    def test_the_axis_has_room_for_the_longest_bar(self) -> None:
        for longest in (0.2, 1.0, 1.3, 4.52, 11.8, 95.0):
            self.assertGreaterEqual(chart.axis_end([longest]), max(1.25, longest))


class Slow(threading.Thread):
    """A server that answers each request at once, but the first after a pause."""

    def __init__(self, pause: float) -> None:
        super().__init__(daemon=True)
        self._pause = pause
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]

    def run(self) -> None:
        connection, _ = self._listener.accept()
        answer = b"HTTP/1.1 200 OK\r\nContent-Length: 200\r\n\r\n" + b"s" * 200
        with connection, self._listener:
            threading.Event().wait(self._pause)
            while received := connection.recv(1 << 16):
                for _ in range(received.count(b"\r\n\r\n")):
                    connection.sendall(answer)


class Rate(unittest.TestCase):
    def test_a_stall_shows_in_every_request_it_delayed(self) -> None:
        server = Slow(0.3)
        server.start()
        found = clients.fixed_rate(target.Target(server.port, 0, 0), 100, 0.5, 1)
        self.assertEqual((len(found.seconds), found.errors), (50, 0))
        # 30 requests were due during the stall. A client that waits for its answers would have seen one slow request.
        self.assertGreaterEqual(sum(1 for each in found.seconds if each > 0.05), 20)

    def test_a_server_that_is_not_there_is_an_error(self) -> None:
        with socket.create_server(("127.0.0.1", 0)) as taken:
            port = taken.getsockname()[1]
        self.assertEqual(clients.fixed_rate(target.Target(port, 0, 0), 100, 0.1, 1).errors, 1)


if __name__ == "__main__":
    unittest.main()
