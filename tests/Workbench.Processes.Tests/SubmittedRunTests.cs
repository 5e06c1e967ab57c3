using System.Text.Json.Nodes;
using Workbench.CliTests;

namespace Workbench.ProcessTests;

/// <summary>A submitted run without a scheduler: its tasks are plain processes, numbered as a Kubernetes indexed job numbers them.</summary>
public sealed class SubmittedRunTests(SmallSubject subject)
{
    private static readonly string[] s_files = ["samples.csv", "table.csv", "skipped.csv", "pairs.csv", "table.md"];

    [Theory, InlineData(1), InlineData(4), SlowInlineData(8)]
    public void Numbered_processes_and_a_merge_give_the_bytes_of_one_run(int shards)
    {
        using var place = Submitted(shards);
        place.Whole();
        for (var i = 0; i < shards; i++)
            Task(place, i, shards)
                .ShouldSatisfyAllConditions(task => task.Code.ShouldBe(0, task.Error), task => task.Error.ShouldContain("complete."));
        Enumerable
            .Range(1, shards)
            .Sum(i => int.Parse(place.Ask($"run/shards/{i}", "SELECT count(DISTINCT sample) FROM entry")))
            .ShouldBe(SmallSubject.Ids.Length); // each image once
        var merged = place.Run("merge", "run");
        merged.Code.ShouldBe(0, merged.Error);
        foreach (var file in s_files) File.ReadAllBytes(place["run", file]).ShouldBe(File.ReadAllBytes(place["whole", file]), file);
        place
            .Run("merge", "run")
            .ShouldSatisfyAllConditions(
                again => again.Code.ShouldBe(0),
                again => again.Error.ShouldContain(": 0 cells of images taken in."));
        place.Run("status", "run").Output.ShouldContain($"6 of 6 images; shards: {shards} done");
    }

    [Fact]
    public void A_merge_without_a_gpu_says_that_the_rows_are_a_gpus()
    {
        using var place = Submitted(1);
        Task(place, 0).Code.ShouldBe(0);
        place.Write(
            "run/submission.json",
            place.Read("run", "submission.json").Replace("\"device\": \"cpu\"", "\"device\": \"cuda\"", StringComparison.Ordinal));
        place.Run("merge", "run").Code.ShouldBe(0);
        JsonNode.Parse(place.Read("run", "provenance.json"))!["device"]!.GetValue<string>().ShouldBe("cuda");
    }

    [Fact]
    public void A_task_that_has_all_computes_nothing_again()
    {
        using var place = Submitted(2);
        Task(place, 0).Error.ShouldContain("3 of 3 images are done, 3 of them by this start");
        Task(place, 0).Error.ShouldContain("3 of 3 images are done, 0 of them by this start");
    }

    [SlowFact]
    public void A_killed_task_goes_on_where_it_was_and_the_merge_names_it_until_then()
    {
        using var place = Slow(2);
        place.Whole();
        Task(place, 0).Code.ShouldBe(0);
        using (var task = place.Start(["task", "run", "--shard", "2"]))
        {
            while (Entries(place) == 0 && !task.HasExited) Thread.Sleep(5);
            task.Kill();
            task.WaitForExit();
        }
        var kept = Entries(place);
        kept.ShouldBeInRange(1, 2);
        var merged = place.Run("merge", "run");
        merged.Code.ShouldBe(3, merged.Error);
        merged.Error.ShouldContain($"shard 2/2 lacks {3 - kept} of its images.");
        place
            .Run("status", "run")
            .ShouldSatisfyAllConditions(status => status.Code.ShouldBe(3), status => status.Output.ShouldContain($"{kept} of 3"));
        var resumed = Task(place, 1);
        resumed.Code.ShouldBe(0, resumed.Error);
        resumed.Error.ShouldContain($"{3 - kept} of them by this start");
        place.Run("merge", "run").Code.ShouldBe(0);
        foreach (var file in s_files) File.ReadAllBytes(place["run", file]).ShouldBe(File.ReadAllBytes(place["whole", file]), file);

        static int Entries(Workplace place) =>
            File.Exists(place["run", "shards", "2", "store.db"])
            && place.Ask("run/shards/2", "SELECT count(DISTINCT sample) FROM entry") is { Length: > 0 } count
                ? int.Parse(count)
                : 0;
    }

    [Fact]
    public void A_task_that_is_asked_to_end_keeps_what_it_has_and_says_that_images_are_left()
    {
        using var place = Slow(1);
        var stopped = place.Shell(
            "$WORKBENCH task run --shard 1 & task=$!; while kill -0 $task && [ ! -s run/shards/1/progress.json ] || grep -q '\"computed\": 0' run/shards/1/progress.json; do kill -0 $task || break; sleep 0.01; done; kill -TERM $task; sleep 0.02; kill -TERM $task; wait $task"
        );
        stopped.Code.ShouldBe(75, stopped.Error);
        stopped.Error.ShouldContain("stopped, to be started again.");
        JsonNode.Parse(place.Read("run", "shards", "1", "progress.json"))!["exitCode"]!.GetValue<int>().ShouldBe(75);
        int.Parse(place.Ask("run/shards/1", "SELECT count(DISTINCT sample) FROM entry")).ShouldBeInRange(1, 5);
        Task(place, 0).Code.ShouldBe(0);
    }

    public static TheoryData<string, string> Changes => new()
    {
        { "weights", "the weights are those of another training" },
        { "data", "an annotation is another" },
        { "spec", "the resolved spec was edited" },
        { "plugin", "a plugin was built anew" },
    };

    [Theory, MemberData(nameof(Changes))]
    public void A_task_refuses_what_was_not_submitted(string part, string why)
    {
        using var place = Submitted(2);
        Task(place, 0).Code.ShouldBe(0);
        string? plugins = null;
        switch (part)
        {
            case "weights":
                var bytes = File.ReadAllBytes(place["small.safetensors"]);
                bytes[^1] ^= 1;
                File.WriteAllBytes(place["small.safetensors"], bytes);
                break;
            case "data":
                place.Write(
                    "voc/Annotations/a2.xml",
                    place.Read("voc", "Annotations", "a2.xml").Replace("<xmin>19<", "<xmin>18<", StringComparison.Ordinal));
                break;
            case "spec":
                place.Write("run/spec.yaml", place.Read("run", "spec.yaml") + "# mine\n");
                break;
            default:
                plugins = place["plugins"];
                foreach (
                    var file in Directory.EnumerateFiles(Workbench.TestPlugins.PluginFolders.Product, "*", SearchOption.AllDirectories))
                {
                    var copy = Path.Combine(plugins, Path.GetRelativePath(Workbench.TestPlugins.PluginFolders.Product, file));
                    Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
                    File.Copy(file, copy);
                }
                using (var built = File.Open(Path.Combine(plugins, "Aggregation", "Aggregation.dll"), FileMode.Append))
                    built.WriteByte(0); // runs as before, and is another file
                break;
        }
        foreach (var arguments in (string[][])[["task", "run", "--shard", "2"], ["merge", "run"]])
        {
            var refused = place.Run(arguments, plugins);
            refused.Code.ShouldBe(4, $"{why}: {refused.Error}");
            refused.Error.ShouldContain("The run differs from its submission");
            refused.Error.ShouldContain(
                $"Different here: {(part == "plugin" ? "plugin Aggregation.dll" : part == "data" ? "cells" : part == "weights" ? "cells" : part)}"
            );
        }
        place.Ask("run/shards/2", "SELECT count(*) FROM entry").ShouldBeEmpty();
    }

    [Fact]
    public void Weights_are_read_from_the_nodes_own_disk_where_there_is_one()
    {
        using var place = Submitted(2);
        Outcome Task(int shard, string cache) =>
            place.Run(["task", "run", "--shard", $"{shard}"], null, ("WORKBENCH_NODE_CACHE", place[cache]));
        Task(1, "node").Code.ShouldBe(0);
        var copy = Directory.EnumerateFiles(place["node"], "*", SearchOption.AllDirectories).ShouldHaveSingleItem();
        Path.GetFileName(copy).ShouldBe("small.safetensors");
        File.WriteAllBytes(copy, [1, 2, 3]);   // it is the copy that is read
        Task(2, "node").Code.ShouldBe(4);
        File.WriteAllText(place["file"], "");   // a cache that cannot be had is done without
        Task(2, "file")
            .ShouldSatisfyAllConditions(
                task => task.Code.ShouldBe(0, task.Error),
                task => task.Error.ShouldContain("The node cache is not used"));
    }

    [Fact]
    public void The_scripts_can_be_read_and_ask_for_what_was_asked_for()
    {
        using var place = new Workplace(subject);
        place.Run(
            "submit",
            "spec.yaml",
            "--shards",
            "3",
            "--out",
            "it's mine",
            "--dry-run",
            "--partition",
            "gpu",
            "--gpus-per-task",
            "1",
            "--cpus-per-task",
            "8",
            "--mem",
            "16G",
            "--time",
            "2:00:00",
            "--account",
            "lab",
            "--nodes-exclude",
            "n[3-5]",
            "--at-once",
            "2",
            "--grace",
            "90",
            "--merge-partition",
            "cpu",
            "--sbatch=--qos=low")
        .Code.ShouldBe(0);
        var (task, merge) = (place.Read("it's mine", "task.sh"), place.Read("it's mine", "merge.sh"));
        foreach (
            var line in (string[])
                [
                    "array=1-3%2", "partition=gpu", "gpus-per-task=1", "cpus-per-task=8", "mem=16G", "time=2:00:00", "account=lab",
                    "exclude=n[3-5]", "signal=B:TERM@90", "requeue", "qos=low", "output=logs/shard-%a.log",
                ])
            task.ShouldContain($"#SBATCH --{line}\n");
        task.ShouldContain("it'\\''s mine' --shard \"$SLURM_ARRAY_TASK_ID\"");
        merge.ShouldContain("#SBATCH --partition=cpu\n");
        merge.ShouldNotContain("gpus");
        place.Shell("bash -n \"it's mine/task.sh\" && bash -n \"it's mine/merge.sh\"").Code.ShouldBe(0);
        // A resumed run is asked for as before, but for what is said anew; there is no Slurm here to ask.
        Directory.CreateDirectory(place["bin"]);
        place.Run(["submit", "--resume", "it's mine", "--mem", "32G"], null, ("PATH", place["bin"])).ShouldSatisfyAllConditions(
            resumed => resumed.Code.ShouldBe(4), resumed => resumed.Error.ShouldContain("'sbatch' cannot be started"));
        place.Read("it's mine", "task.sh").ShouldBe(task.Replace("mem=16G", "mem=32G", StringComparison.Ordinal));
        var submission = JsonNode.Parse(place.Read("it's mine", "submission.json"))!;
        submission["device"]!.GetValue<string>().ShouldBe("cuda");
        submission["threads"]!.GetValue<int>().ShouldBe(8);
        place.Run("task", "it's mine", "--shard", "1").Error.ShouldContain("CUDA");   // refuses a node without
    }

    [Fact]
    public void What_cannot_be_is_said()
    {
        using var place = Submitted(2);
        Directory.CreateDirectory(place["bin"]);
        (int Code, string Message, string[] Arguments)[] cases =
        [
            (2, "--shards says in how many tasks", ["submit", "spec.yaml"]),
            (2, "Name a spec to submit", ["submit", "--shards", "2"]),
            (2, "--shards is 0", ["submit", "spec.yaml", "--shards", "0"]),
            (2, "--resume takes the run as it was submitted", ["submit", "spec.yaml", "--resume", "run"]),
            (2, "--partition is one word", ["submit", "spec.yaml", "--shards", "2", "--partition", "a\n#SBATCH --uid=0"]),
            (2, "--sbatch takes an option", ["submit", "spec.yaml", "--shards", "2", "--sbatch", "qos"]),
            (4, "already has a submitted run", ["submit", "spec.yaml", "--shards", "2", "--out", "run", "--dry-run"]),
            (4, "'sbatch' cannot be started", ["submit", "spec.yaml", "--shards", "2", "--out", "other"]),
            (4, "The run has no shard 3; its shards are 1 to 2.", ["task", "run", "--shard", "3"]),
            (4, "Which shard? Say it with --shard, or set JOB_COMPLETION_INDEX", ["task", "run"]),
            (4, "has no submitted run", ["task", "voc", "--shard", "1"]),
            (4, "has no submitted run", ["cancel", "voc"]),
            (2, "A submitted run is merged as it was submitted: no --out", ["merge", "run", "--out", "elsewhere"]),
            (2, "--from names the folders of the shards", ["merge", "spec.yaml"]),
        ];
        foreach (var (code, message, arguments) in cases)
        {
            // Where there is no Slurm.
            var said = place.Run(arguments, null, ("PATH", place["bin"]));
            said.Error.ShouldContain(message);
            said.Code.ShouldBe(code, said.Error);
        }
    }

    [Fact]
    public void A_number_of_shards_that_is_another_is_refused()
    {
        using var place = Submitted(2);
        Task(place, 0, 3)
            .ShouldSatisfyAllConditions(
                task => task.Code.ShouldBe(4),
                task => task.Error.ShouldContain("WORKBENCH_SHARDS is 3, and the run was submitted in 2 shards"));
    }

    [Fact]
    public void A_damaged_submission_or_shard_is_named()
    {
        using var place = Submitted(2);
        for (var i = 0; i < 2; i++) Task(place, i).Code.ShouldBe(0);
        File.WriteAllBytes(place["run", "shards", "1", "store.db"], File.ReadAllBytes(place["run", "shards", "1", "store.db"])[..5000]);
        place
            .Run("status", "run")
            .ShouldSatisfyAllConditions(
                status => status.Code.ShouldBe(3),
                status => status.Output.ShouldContain("is damaged or not a store"),
                status => status.Output.ShouldContain("1 done"));
        place.Run("merge", "run").Error.ShouldContain("shards/1");
        place.Write("run/jobs.jsonl", "{\"Tasks\":");
        place
            .Run("status", "run")
            .ShouldSatisfyAllConditions(status => status.Code.ShouldBe(4), status => status.Error.ShouldContain("jobs.jsonl' is damaged"));
        place.Write("run/submission.json", "{");
        place
            .Run("status", "run")
            .ShouldSatisfyAllConditions(
                status => status.Code.ShouldBe(4),
                status => status.Error.ShouldContain("submission.json' is damaged"));
    }

    [Fact]
    public void A_plan_predicts_what_a_run_in_shards_takes()
    {
        using var place = new Workplace(subject);
        var plan = place.Run(
            "plan", "spec.yaml", "--batch", "1", "--measure", "0.1", "--shards", "1", "4", "--images", "5000", "--at-once", "2", "--device",
            "cpu");
        plan.Code.ShouldBe(0, plan.Error);
        var (one, four) = (Row("1"), Row("4"));
        one[4].ShouldBeGreaterThan(0);
        one[3].ShouldBe(one[1] + one[2], 0.11);           // wall: the task, then the merge
        four[3].ShouldBe(2 * four[1] + four[2], 0.11);    // two at a time
        place
            .Run("plan", "spec.yaml", "--speed", "2")
            .ShouldSatisfyAllConditions(
                alone => alone.Code.ShouldBe(2),
                alone => alone.Error.ShouldContain("--speed is of a prediction: name --shards too"));
        place
            .Run("plan", "spec.yaml", "--limit", "2", "--batch", "9", "--shards", "2", "--device", "cpu")
            .ShouldSatisfyAllConditions(few => few.Code.ShouldBe(4), few => few.Error.ShouldContain("a prediction needs more images"));

        double[] Row(string shards) =>
            [
                0,
                .. plan
                    .Output.Split('\n')
                    .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
                    .Single(cells => cells.Length >= 6 && cells[0] == shards)[1..5]
                    .Select(cell => double.Parse(cell, System.Globalization.CultureInfo.InvariantCulture)),
            ];
    }

    private Workplace Submitted(int shards, params string[] more) => Submitted(new Workplace(subject), shards, more);

    // Each image takes so long that a task can be stopped between two of them.
    private Workplace Slow(int shards) =>
        Submitted(new Workplace(subject, "['good@b5{pause=400}', gradcam@b5]", "[pointing-game]", "Good"), shards, "--batch", "1");

    private static Workplace Submitted(Workplace place, int shards, params string[] more)
    {
        var submitted = place.Run(["submit", "spec.yaml", "--shards", $"{shards}", "--out", "run", "--dry-run", .. more]);
        submitted.Code.ShouldBe(0, submitted.Error);
        submitted.Error.ShouldContain("Nothing was queued.");
        return place;
    }

    private static Outcome Task(Workplace place, int index, int? count = null) =>
        place.Run(["task", "run"], null, ("JOB_COMPLETION_INDEX", $"{index}"), ("WORKBENCH_SHARDS", $"{count}"));
}
