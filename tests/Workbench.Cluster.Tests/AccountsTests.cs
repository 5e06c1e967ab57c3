namespace Workbench.Cluster.Tests;

/// <summary>Jobs that the controller has forgotten are read from the accounts.</summary>
public sealed class AccountsTests
{
    [Fact]
    public void The_status_of_a_forgotten_run_comes_from_the_accounts()
    {
        using var cluster = SlurmCluster.WithAccounts();
        using var tables = new SubmittedTables(cluster);
        tables.Write(2, "--time", "10:00");
        // The second shard fails: its store is not a database.
        File.WriteAllText(
            Path.Combine(tables.Folder.Shard(2), "store.db"),
            "not a store, and long enough to be read as the header of a database");
        tables.Resume();
        var (job, merge) = (JobLog.Read(tables.Folder)[0].Tasks!, JobLog.Read(tables.Folder)[0].Merge);
        cluster.Until("the controller has forgotten both jobs", () =>
            cluster.Run("scontrol", "show", "job", merge).Code != 0 && cluster.Run("scontrol", "show", "job", job).Code != 0);
        var status = tables.Workbench(3, "status", tables.Folder.Root).Output;
        status.ShouldMatch(@"1 +done +4 of 4");
        status.ShouldMatch(@"2 +failed +0 of 4 .*n[12] .*is damaged or not a store");
        status.ShouldContain("merge: FAILED (exit 3:0)");
    }
}
