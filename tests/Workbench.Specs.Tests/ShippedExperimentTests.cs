using Workbench.Engine.Plugins;

namespace Workbench.Specs.Tests;

/// <summary>The shipped specs in experiments/.</summary>
public sealed class ShippedExperimentTests
{
    private static readonly string Experiments = Find();

    [Theory]
    [InlineData("table1", 19)]
    [InlineData("table2", 19)]
    [InlineData("table3", 6)]
    [InlineData("table4", 6)]
    public void A_table_has_the_papers_rows_and_columns(string name, int rows)
    {
        var spec = ExperimentFile.Read(Path.Combine(Experiments, $"{name}.yaml"));
        var table = spec.Tables.ShouldHaveSingleItem();
        var paper = File.ReadAllLines(table.Paper!.Value).Select(line => line.Split(',')).ToList();

        paper[0].ShouldBe(["method", "label", .. table.Metrics.Select(metric => metric.Value.ToString())]);
        paper.Skip(1).Select(row => row[0]).ShouldBe(table.Methods.Select(method => method.Value.ToString()));
        table.Methods.Count.ShouldBe(rows);
        spec.Subject.Name.ShouldBe("scenes");
        spec.Subject.Data.ShouldBeOfType<ScenesData>().Count.ShouldBe(300);
        table.Claims.ShouldNotBeEmpty();
        AllListed(table);
    }

    [Fact]
    public void A_method_has_one_name_in_all_tables_of_the_paper()
    {
        var names = Directory
            .EnumerateFiles(Path.Combine(Experiments, "paper"), "*.csv")
            .SelectMany(File.ReadAllLines)
            .Where(line => !line.StartsWith("method,", StringComparison.Ordinal))
            .Select(line => line.Split(','))
            .GroupBy(row => row[0], row => row[1])
            .Select(group => (Method: group.Key, Names: group.Distinct().ToList()))
            .ToList();
        names.Count.ShouldBeGreaterThan(20);
        names.Where(method => method.Names.Count > 1).ShouldBeEmpty();
    }

    [Fact]
    public void Figure_4_draws_curves_of_its_methods_and_claims_of_them()
    {
        var table = ExperimentFile.Read(Path.Combine(Experiments, "figure4.yaml")).Tables.ShouldHaveSingleItem();
        table.Figure!.Panels.Select(panel => panel.Title).ShouldBe(["Aggregation", "Propagation"]);
        table
            .Figure.Panels.SelectMany(panel => panel.Methods)
            .Select(call => call.Value.ToString())
            .ShouldBe(table.Methods.Select(call => call.Value.ToString()));
        table.Claims.ShouldNotBeEmpty();
        AllListed(table);
    }

    [Theory]
    [InlineData("figure1", 7)]
    [InlineData("figure2", 5)]
    [InlineData("figure3", 5)]
    [InlineData("figure5", 6)]
    [InlineData("figure6", 6)]
    public void A_figure_has_a_caption_for_every_column(string name, int columns)
    {
        var spec = ExperimentFile.Read(Path.Combine(Experiments, $"{name}.yaml"));
        spec.Tables.ShouldBeEmpty();
        var figure = spec.Figures.ShouldHaveSingleItem();
        figure.Title.ShouldStartWith($"Figure {name[^1]}. ");
        figure.Columns.Count.ShouldBe(columns);
        figure.Labels.Select(label => label.Column.Value.ToString()).ShouldBe(figure.Columns.Select(column => column.Value.ToString()));
        figure.Images.Rule.ShouldNotBeNull();
        if (name == "figure5") figure.Rows.States.ShouldBe(["trained", "half", "full"]);
        else figure.Rows.Classes.ShouldBe(["present1", "present2"]);
    }

    [Fact]
    public void All_tables_lists_the_four_tables()
    {
        var spec = ExperimentFile.Read(Path.Combine(Experiments, "all-tables.yaml"));
        spec.Tables.Select(table => table.Folder).ShouldBe(["table1", "table2", "table3", "table4"]);
        foreach (var table in spec.Tables)
            table.Title.ShouldBe(ExperimentFile.Read(Path.Combine(Experiments, $"{table.Folder}.yaml")).Tables[0].Title);
        spec.Subject.Name.ShouldBe("scenes");
    }

    [Fact]
    public void The_paper_on_voc07_expects_the_papers_numbers()
    {
        var spec = ExperimentFile.Read(Path.Combine(Experiments, "paper-voc07.yaml"));
        spec.Subject.Name.ShouldBe("voc07");
        spec.Tables.Select(table => table.Folder).ShouldBe(["table1", "table2", "table3", "table4", "figure4"]);
        spec.Figures.Count.ShouldBe(5);
        foreach (var table in spec.Tables.SkipLast(1))
        {
            var paper = File.ReadAllLines(table.Paper!.Value).Select(line => line.Split(',')).ToList();
            var numbers = paper.Skip(1).SelectMany(row => paper[0].Index().Skip(2).Where(column => row[column.Index].Length > 0)
                .Select(column =>
                    (row[0], column.Item, double.Parse(row[column.Index], System.Globalization.CultureInfo.InvariantCulture))));
            table.Expected.File!.Value.ShouldBe(table.Paper.Value);
            table.Expected.Values.Select(value => (value.Method.Value.ToString(), value.Metric.Value.Id, value.Value)).ShouldBe(numbers);
            AllListed(table);
        }
    }

    // A claim about a method or metric that the table lacks would never be checked.
    private static void AllListed(TableSpec table)
    {
        table.Claims.SelectMany(claim => claim.Methods).ShouldAllBe(method => IsListed(table.Methods, method));
        table.Claims.SelectMany(claim => claim.Metrics).ShouldAllBe(metric => IsListed(table.Metrics, metric));
    }

    private static bool IsListed(IEnumerable<Marked<PluginCall>> calls, Marked<PluginCall> call) =>
        calls.Any(listed => listed.Value.ToString() == call.Value.ToString());

    private static string Find()
    {
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
            if (File.Exists(Path.Combine(at.FullName, "Workbench.sln"))) return Path.Combine(at.FullName, "experiments");
        throw new DirectoryNotFoundException("The tests do not run inside the repository.");
    }
}
