using System.Text.Json.Nodes;
using Workbench.Cli.Tests;

namespace Workbench.Processes.Tests;

/// <summary>A submitted run without a scheduler: its tasks are processes with the index variable of a Kubernetes indexed job.</summary>
public sealed class SubmittedRunTests(SmallSubject subject)
{
    private static readonly string[] s_files = ["samples.csv", "table.csv", "skipped.csv", "pairs.csv", "table.md"];

    [Theory, InlineData(1), InlineData(4), SlowInlineData(8)]
    public void Numbered_processes_and_a_merge_give_the_bytes_of_one_run(int shards)
    {
        using var place = Submitted(shards);
        place.CopyReferenceRun();
        for (var i = 0; i < shards; i++)
            Task(place, i, shards)
                .ShouldSatisfyAllConditions(task => task.Code.ShouldBe(0, task.Error), task => task.Error.ShouldContain("complete."));
        Enumerable
            .Range(1, shards)
            .Sum(i => int.Parse(place.Query($"run/shards/{i}", "SELECT count(DISTINCT sample) FROM entry")))
            .ShouldBe(SmallSubject.Ids.Length); // each image once
        var merged = place.Run("merge", "run");
        merged.Code.ShouldBe(0, merged.Error);
        foreach (var file in s_files) File.ReadAllBytes(place["run", file]).ShouldBe(File.ReadAllBytes(place["whole", file]), file);
        place
            .Run("merge", "run")
            .ShouldSatisfyAllConditions(
                again => again.Code.ShouldBe(0),
                again => again.Error.ShouldContain(": 0 cells of images merged."));
        place.Run("status", "run").Output.ShouldContain($"6 of 6 images; shards: {shards} done");
    }

    [Fact]
    public void A_merge_without_a_gpu_records_the_device_of_the_rows()
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
    public void A_complete_task_computes_nothing_again()
    {
        using var place = Submitted(2);
        Task(place, 0).Error.ShouldContain("3 of 3 images are done, 3 of them computed now");
        Task(place, 0).Error.ShouldContain("3 of 3 images are done, 0 of them computed now");
    }

    [SlowFact]
    public void A_killed_task_resumes_and_the_merge_names_it_until_then()
    {
        using var place = Slow(2);
        place.CopyReferenceRun();
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
        resumed.Error.ShouldContain($"{3 - kept} of them computed now");
        place.Run("merge", "run").Code.ShouldBe(0);
        foreach (var file in s_files) File.ReadAllBytes(place["run", file]).ShouldBe(File.ReadAllBytes(place["whole", file]), file);

        static int Entries(Workplace place) =>
            File.Exists(place["run", "shards", "2", "store.db"])
            && place.Query("run/shards/2", "SELECT count(DISTINCT sample) FROM entry") is { Length: > 0 } count
                ? int.Parse(count)
                : 0;
    }

    [Fact]
    public void A_terminated_task_keeps_its_rows_and_its_exit_code_tells_that_images_are_left()
    {
        using var place = Slow(1);
        var stopped = place.Shell(
            "$WORKBENCH task run --shard 1 & task=$!; "
            + "while kill -0 $task && [ ! -s run/shards/1/progress.json ] || grep -q '\"computed\": 0' run/shards/1/progress.json; "
            + "do kill -0 $task || break; sleep 0.01; done; "
            + "kill -TERM $task; sleep 0.02; kill -TERM $task; wait $task");
        stopped.Code.ShouldBe(75, stopped.Error);
        stopped.Error.ShouldContain("stopped early; start it again.");
        JsonNode.Parse(place.Read("run", "shards", "1", "progress.json"))!["exitCode"]!.GetValue<int>().ShouldBe(75);
        int.Parse(place.Query("run/shards/1", "SELECT count(DISTINCT sample) FROM entry")).ShouldBeInRange(1, 5);
        Task(place, 0).Code.ShouldBe(0);
    }

    public static TheoryData<string, string> Changes => new()
    {
        { "weights", "the weights have changed" },
        { "data", "an annotation has changed" },
        { "spec", "the resolved spec was edited" },
        { "plugin", "a plugin was rebuilt" },
    };

    [Theory, MemberData(nameof(Changes))]
    public void A_task_and_a_merge_refuse_inputs_that_were_not_submitted(string part, string why)
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
                    built.WriteByte(0); // runs as before, but has another hash
                break;
        }
        foreach (var arguments in (string[][])[["task", "run", "--shard", "2"], ["merge", "run"]])
        {
            var refused = place.Run(arguments, plugins);
            refused.Code.ShouldBe(4, $"{why}: {refused.Error}");
            refused.Error.ShouldContain("The run differs from its submission");
            var different = part switch
            {
                "plugin" => "plugin Aggregation.dll",
                "data" or "weights" => "cells",
                _ => part,
            };
            refused.Error.ShouldContain($"Different here: {different}");
        }
        place.Query("run/shards/2", "SELECT count(*) FROM entry").ShouldBeEmpty();
    }

    [Fact]
    public void Weights_are_read_from_the_nodes_cache_if_it_has_one()
    {
        using var place = Submitted(2);
        Outcome Task(int shard, string cache) =>
            place.Run(["task", "run", "--shard", $"{shard}"], null, ("WORKBENCH_NODE_CACHE", place[cache]));
        Task(1, "node").Code.ShouldBe(0);
        var copy = Directory.EnumerateFiles(place["node"], "*", SearchOption.AllDirectories).ShouldHaveSingleItem();
        Path.GetFileName(copy).ShouldBe("small.safetensors");
        File.WriteAllBytes(copy, [1, 2, 3]);   // damages the copy, to show that it is read
        Task(2, "node").Code.ShouldBe(4);
        File.WriteAllText(place["file"], "");   // a cache folder that cannot be made
        Task(2, "file")
            .ShouldSatisfyAllConditions(
                task => task.Code.ShouldBe(0, task.Error),
                task => task.Error.ShouldContain("The node cache is not used"));
    }

    [Fact]
    public void The_scripts_are_valid_and_contain_the_options_of_the_submission()
    {
        using var place = new Workplace(subject);
        place.Run(
            "submit", "spec.yaml", "--shards", "3", "--out", "it's mine", "--dry-run", "--partition", "gpu", "--gpus-per-task", "1",
            "--cpus-per-task", "8", "--mem", "16G", "--time", "2:00:00", "--account", "lab", "--nodes-exclude", "n[3-5]", "--at-once", "2",
            "--grace", "90", "--merge-partition", "cpu", "--sbatch=--qos=low")
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
        // A resumed run keeps its options, except those that are given again. The empty PATH has no Slurm.
        Directory.CreateDirectory(place["bin"]);
        place.Run(["submit", "--resume", "it's mine", "--mem", "32G"], null, ("PATH", place["bin"])).ShouldSatisfyAllConditions(
            resumed => resumed.Code.ShouldBe(4), resumed => resumed.Error.ShouldContain("'sbatch' cannot be started"));
        place.Read("it's mine", "task.sh").ShouldBe(task.Replace("mem=16G", "mem=32G", StringComparison.Ordinal));
        var submission = JsonNode.Parse(place.Read("it's mine", "submission.json"))!;
        submission["device"]!.GetValue<string>().ShouldBe("cuda");
        submission["threads"]!.GetValue<int>().ShouldBe(8);
        place.Run("task", "it's mine", "--shard", "1").Error.ShouldContain("CUDA");   // a node without a GPU is refused
    }

    [Fact]
    public void Impossible_requests_are_explained()
    {
        using var place = Submitted(2);
        Directory.CreateDirectory(place["bin"]);
        (int Code, string Message, string[] Arguments)[] cases =
        [
            (2, "--shards is required", ["submit", "spec.yaml"]),
            (2, "Name a spec to submit", ["submit", "--shards", "2"]),
            (2, "--shards is 0", ["submit", "spec.yaml", "--shards", "0"]),
            (2, "--resume keeps the run as it was submitted", ["submit", "spec.yaml", "--resume", "run"]),
            (2, "--partition must be one word", ["submit", "spec.yaml", "--shards", "2", "--partition", "a\n#SBATCH --uid=0"]),
            (2, "--sbatch takes an option", ["submit", "spec.yaml", "--shards", "2", "--sbatch", "qos"]),
            (4, "already has a submitted run", ["submit", "spec.yaml", "--shards", "2", "--out", "run", "--dry-run"]),
            (4, "'sbatch' cannot be started", ["submit", "spec.yaml", "--shards", "2", "--out", "other"]),
            (4, "The run has no shard 3; its shards are 1 to 2.", ["task", "run", "--shard", "3"]),
            (4, "Which shard? Name it with --shard, or set JOB_COMPLETION_INDEX", ["task", "run"]),
            (4, "has no submitted run", ["task", "voc", "--shard", "1"]),
            (4, "has no submitted run", ["cancel", "voc"]),
            (2, "A submitted run is merged with the options of its submission: remove --out", ["merge", "run", "--out", "elsewhere"]),
            (2, "--from names the folders of the shards", ["merge", "spec.yaml"]),
        ];
        foreach (var (code, message, arguments) in cases)
        {
            // The empty PATH has no Slurm.
            var run = place.Run(arguments, null, ("PATH", place["bin"]));
            run.Error.ShouldContain(message);
            run.Code.ShouldBe(code, run.Error);
        }
    }

    [Fact]
    public void A_wrong_number_of_shards_is_refused()
    {
        using var place = Submitted(2);
        Task(place, 0, 3)
            .ShouldSatisfyAllConditions(
                task => task.Code.ShouldBe(4),
                task => task.Error.ShouldContain("WORKBENCH_SHARDS is 3, but the run was submitted in 2 shards"));
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
    public void A_plan_predicts_the_time_of_a_run_in_shards()
    {
        using var place = new Workplace(subject);
        var plan = place.Run(
            "plan", "spec.yaml", "--batch", "1", "--measure", "0.1", "--shards", "1", "4", "--images", "5000", "--at-once", "2", "--device",
            "cpu");
        plan.Code.ShouldBe(0, plan.Error);
        var (one, four) = (Row("1"), Row("4"));
        one[4].ShouldBeGreaterThan(0);
        one[3].ShouldBe(one[1] + one[2], 0.11);           // wall time: the task, then the merge
        four[3].ShouldBe(2 * four[1] + four[2], 0.11);    // two tasks at once
        place
            .Run("plan", "spec.yaml", "--speed", "2")
            .ShouldSatisfyAllConditions(
                alone => alone.Code.ShouldBe(2),
                alone => alone.Error.ShouldContain("--speed needs --shards"));
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

    // Each image takes 400 ms, so that a task can be stopped between two images.
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
