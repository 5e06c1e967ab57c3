using System.Diagnostics;
using System.Text;

[assembly: AssemblyFixture(typeof(Workbench.Cluster.Tests.SlurmCluster))]

namespace Workbench.Cluster.Tests;

/// <summary>Exit code and output of a process.</summary>
public sealed record Outcome(int Code, string Output, string Error);

/// <summary>
/// A real Slurm on this machine's loopback, started by <c>cluster.sh</c> when a test first needs it. On a machine that cannot run one,
/// the test is skipped with a message that names what to install.
/// </summary>
public sealed class SlurmCluster : IDisposable
{
    private const int Missing = 77;
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);

    private readonly TemporaryFolder _folder = new();
    private readonly Lazy<Outcome> _up;
    private readonly string _configuration;

    public SlurmCluster() : this("")
    {
    }

    private SlurmCluster(string configuration, params string[] options)
    {
        _configuration = configuration;
        _up = new(() =>
            OperatingSystem.IsLinux() ? Script("up", [$"{Nodes}", .. options]) : new Outcome(Missing, "", "Slurm runs on Linux"));
    }

    /// <summary>A cluster with accounting whose controller forgets a job soon after its end.</summary>
    public static SlurmCluster WithAccounts() => new("MinJobAge=2", "--accounting");

    /// <summary>Number of its nodes, n1, n2, …. Each runs one job at a time.</summary>
    public static int Nodes => 2;

    /// <summary>Environment variables with which Slurm's commands reach this cluster.</summary>
    public IReadOnlyDictionary<string, string> Environment => new Dictionary<string, string> { ["SLURM_CONF"] = Configuration };

    private string Configuration
    {
        get
        {
            TestTier.Slow();
            Assert.SkipWhen(_up.Value.Code == Missing, _up.Value.Error.Trim());
            _up.Value.Code.ShouldBe(0, _up.Value.Error);
            return _up.Value.Output.Trim();
        }
    }

    private string ClusterFolder => _folder["slurm"];

    /// <summary>Runs a command in this cluster's environment and waits for its end.</summary>
    public Outcome Run(string command, params string[] arguments) => RunProcess(command, arguments, Environment, _folder.Root);

    /// <summary>Submits a POSIX shell script that logs to a path, and returns the number of the job.</summary>
    public string Submit(string script, string log, params string[] options) =>
        Answer("sbatch", ["--parsable", $"--output={log}", "--open-mode=append", .. options, $"--wrap={script}"]);

    /// <summary>The queued, running and ending jobs or array tasks of one number: a line each, in a format of <c>squeue</c>.</summary>
    public string[] Queue(string job, string format) =>
        Answer("squeue", "--noheader", "--array", $"--jobs={job}", $"--format={format}").Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Waits for a condition, and fails with the cluster's state after a time limit.</summary>
    public void Until(string what, Func<bool> condition)
    {
        var clock = Stopwatch.StartNew();
        while (!condition())
        {
            if (clock.Elapsed > s_patience)
                Assert.Fail($"Waited in vain until {what}.\n{Run("sinfo", "--Node").Output}\n{Run("scontrol", "show", "job").Output}");
            Thread.Sleep(100);
        }
    }

    /// <summary>Stops a node's daemon; its jobs keep running.</summary>
    public void StopNode(int node) => Change("stop-node", node);

    /// <summary>Kills a node and all its processes, as a power cut does.</summary>
    public void CrashNode(int node) => Change("crash-node", node);

    /// <summary>Starts a node's daemon; after a crash, only when the controller has noticed that the node is down.</summary>
    public void StartNode(int node) => Change("start-node", node);

    /// <summary>Stops the controller; jobs keep running.</summary>
    public void StopController() => Change("stop-controller");

    /// <summary>Starts the controller from its saved state.</summary>
    public void StartController() => Change("start-controller");

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_up.IsValueCreated && _up.Value.Code != Missing) Script("down");
        _folder.Dispose();
    }

    private void Change(string verb, params int[] node)
    {
        _ = Configuration;
        var outcome = Script(verb, [.. node.Select(number => $"{number}")]);
        outcome.Code.ShouldBe(0, outcome.Error);
    }

    private string Answer(string command, params string[] arguments)
    {
        var outcome = Run(command, arguments);
        outcome.Code.ShouldBe(0, outcome.Error);
        return outcome.Output.Trim();
    }

    private Outcome Script(string verb, params string[] arguments) =>
        RunProcess(
            "bash",
            [Path.Combine(Repository.Root, "tests", "Workbench.Cluster.Tests", "cluster.sh"), verb, ClusterFolder, .. arguments],
            new Dictionary<string, string> { ["CLUSTER_CONF"] = _configuration },
            _folder.Root);

    /// <summary>Runs a command and waits for its end.</summary>
    public static Outcome RunProcess(string command, string[] arguments, IReadOnlyDictionary<string, string> environment, string folder)
    {
        var start = new ProcessStartInfo(command, arguments)
        {
            WorkingDirectory = folder, UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8, StandardErrorEncoding = Encoding.UTF8,
        };
        foreach (var (name, value) in environment) start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        if (process.WaitForExit(s_patience)) return new(process.ExitCode, output.Result, error.Result);
        process.Kill(entireProcessTree: true);
        throw new TimeoutException(
            $"'{command} {string.Join(' ', arguments)}' did not end in {s_patience}.\n{output.Result}{error.Result}");
    }
}
