using System.Globalization;

namespace Workbench.ClusterTests;

/// <summary>The cluster that other tests stand on does what Slurm's users count on.</summary>
public sealed class SlurmClusterTests(SlurmCluster cluster) : IDisposable
{
    // Each task writes that it starts, waits for the file 'go', and writes that it ends.
    private const string Task = "echo start; until [ -e go ]; do sleep 0.1; done; echo end";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void An_array_of_three_tasks_runs_and_finishes()
    {
        Go();
        var job = Submit(tasks: 3);
        cluster.Until("the queue is empty", () => cluster.Queue(job, "%i").Length == 0);
        for (var task = 1; task <= 3; task++) Log(task).ShouldBe(["start", "end"]);
    }

    [Fact]
    public void The_task_of_a_crashed_node_is_requeued_and_finishes_after_the_node_returns()
    {
        var job = Submit(tasks: SlurmCluster.Nodes);
        cluster.Until("every task has started", () => Enumerable.Range(1, SlurmCluster.Nodes).All(task => Log(task).Contains("start")));
        // The other nodes are busy: it can be begun again on its own only.
        var (task, node) = cluster.Queue(job, "%K %N").Select(line => line.Split(' ')).Select(words => (Number(words[0]), Number(words[1].TrimStart('n')))).First();
        cluster.CrashNode(node);
        cluster.StartNode(node);
        cluster.Until("the lost task starts again", () => Log(task).Count(line => line == "start") == 2);
        Go();
        cluster.Until("the queue is empty", () => cluster.Queue(job, "%i").Length == 0);
        Lines(task).ShouldBe(["start", "start", "end"]);
        foreach (var other in Enumerable.Range(1, SlurmCluster.Nodes).Where(other => other != task)) Lines(other).ShouldBe(["start", "end"]);
    }

    [Fact]
    public void A_restart_of_the_controller_loses_no_job()
    {
        var job = Submit(tasks: SlurmCluster.Nodes + 1);
        cluster.Until("every node is busy", () => cluster.Queue(job, "%T").Count(state => state == "RUNNING") == SlurmCluster.Nodes);
        cluster.StopController();
        Go();
        cluster.StartController();
        cluster.Until("the queue is empty", () => cluster.Queue(job, "%i").Length == 0);
        for (var task = 1; task <= SlurmCluster.Nodes + 1; task++) Log(task).ShouldBe(["start", "end"]);
    }

    private string Submit(int tasks) => cluster.Submit(Task, _folder["%a.log"], $"--chdir={_folder.Root}", $"--array=1-{tasks}");

    private void Go() => File.WriteAllText(_folder["go"], "");

    private string[] Log(int task) => File.Exists(_folder[$"{task}.log"]) ? File.ReadAllLines(_folder[$"{task}.log"]) : [];

    // Without what Slurm writes there of a lost node.
    private IEnumerable<string> Lines(int task) => Log(task).Where(line => !line.StartsWith("slurmstepd", StringComparison.Ordinal));

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
