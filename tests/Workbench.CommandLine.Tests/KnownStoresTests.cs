using Workbench.Cli.Stores;

namespace Workbench.CommandLine.Tests;

/// <summary>Stores of runs with their own folder are found from the folder in which they were made.</summary>
public sealed class KnownStoresTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private KnownStores From(string place) => new(_folder["records"], Directory.CreateDirectory(_folder[place]).FullName);

    private void Make(params string[] folder)
    {
        Directory.CreateDirectory(_folder[folder]);
        File.WriteAllText(Path.Combine(_folder[folder], "store.db"), "");
    }

    [Fact]
    public void A_store_is_known_where_it_was_made_until_it_no_longer_exists()
    {
        Make("here", "quick");
        Make("else");
        From("here").Add("quick");
        From("here").Add("quick/");
        From("here").Add(_folder["else"]);
        From("there").Add(_folder["else"]);
        From("here").Add("runs");   // the default store is not recorded
        var gone = new List<string>();
        From("here").Find(gone.Add).ShouldBe([_folder["here", "quick"], _folder["else"]], ignoreOrder: true);
        From("there").Find(gone.Add).ShouldBe([_folder["else"]]);
        gone.ShouldBeEmpty();

        Directory.Move(_folder["here", "quick"], _folder["here", "slow"]);
        From("here").Find(gone.Add).ShouldBe([_folder["else"]]);
        gone.ShouldBe([_folder["here", "quick"]]);
        From("here").Find(gone.Add);
        gone.Count.ShouldBe(1);   // reported once

        // Records of deleted working folders are deleted.
        Directory.Delete(_folder["there"]);
        From("here").Add(_folder["else"]);
        Directory.EnumerateFiles(_folder["records"]).Count().ShouldBe(1);
    }

    [Fact]
    public void Records_that_cannot_be_written_do_not_end_a_run()
    {
        File.WriteAllText(_folder["records"], "a file where the folder would be");
        From("here").Add("quick");
        From("here").Find(_ => { }).ShouldBeEmpty();
    }
}
