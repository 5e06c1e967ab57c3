using System.Globalization;

namespace Workbench.Cluster.Tests;

/// <summary>The cluster that the other tests use behaves like a real Slurm.</summary>
public sealed class SlurmClusterTests(SlurmCluster cluster) : IDisposable
{
    // Each task writes 'start', waits for the file 'go', and writes 'end'.
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

    // Without the lines that Slurm writes about a lost node.
    private IEnumerable<string> Lines(int task) => Log(task).Where(line => !line.StartsWith("slurmstepd", StringComparison.Ordinal));

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
