using Workbench.Cluster.Slurm;

namespace Workbench.Cluster.Tests;

/// <summary>Recorded output of Slurm's commands is parsed.</summary>
public sealed class SlurmAnswerTests
{
    [Fact]
    public void A_queue_is_read_line_by_line()
    {
        var states = SlurmQueue.Parse(
            "1|3|PENDING||Resources\n1|1|RUNNING|n1|None\n 4|N/A|PENDING||Dependency\n"
            + "7|2|PENDING||ReqNodeNotAvail, UnavailableNodes:n8\n1|2|COMPLETING|n2|None\n9|1|FAILED|n1|NonZeroExitCode\n");
        states.Select(state => (state.Job, state.Task, state.Phase, state.Description, state.Node)).ShouldBe(
        [
            ("1", 3, JobPhase.Waiting, "PENDING (Resources)", ""),
            ("1", 1, JobPhase.Running, "RUNNING", "n1"),
            ("4", null, JobPhase.Waiting, "PENDING (Dependency)", ""),
            ("7", 2, JobPhase.Waiting, "PENDING (ReqNodeNotAvail, UnavailableNodes:n8)", ""),
            ("1", 2, JobPhase.Running, "COMPLETING", "n2"),
            ("9", 1, JobPhase.Failed, "FAILED (NonZeroExitCode)", "n1"),
        ]);
        SlurmQueue.Parse("").ShouldBeEmpty();
    }

    [Fact]
    public void Accounts_are_read_line_by_line()
    {
        var states = SlurmAccounts.Parse(
            "17_1|COMPLETED|0:0|n1\n17_2|FAILED|1:0|n2\n17_3|CANCELLED by 1000|0:15|n1\n17_4|TIMEOUT|0:0|n1\n"
            + "17_[5-8]|PENDING|0:0|None assigned\n18|COMPLETED|0:0|n2\n");
        states.Select(state => (state.Job, state.Task, state.Phase, state.Description, state.Node)).ShouldBe(
        [
            ("17", 1, JobPhase.Ended, "COMPLETED", "n1"),
            ("17", 2, JobPhase.Failed, "FAILED (exit 1:0)", "n2"),
            ("17", 3, JobPhase.Failed, "CANCELLED (exit 0:15)", "n1"),
            ("17", 4, JobPhase.Failed, "TIMEOUT", "n1"),
            ("18", null, JobPhase.Ended, "COMPLETED", "n2"),
        ]);
    }
}
