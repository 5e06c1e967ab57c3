using Workbench.Engine.Loading;
using Workbench.Specs;

namespace Workbench.Docs.Tests;

/// <summary>Every spec and subject of the pages is valid. A block of another form is marked <c>yaml fragment</c>.</summary>
public sealed class SpecBlockTests : IDisposable
{
    private readonly PluginHost _plugins = PluginHost.Load([PluginClass.Folder]);
    private readonly string _folder = Path.Combine(Repository.Root, "experiments", $"docs-{Guid.NewGuid():n}");

    public static TheoryData<string, int> Places => [.. MarkdownPages.Blocks("yaml").Select(block => (block.Page, block.Line))];

    [Theory, MemberData(nameof(Places))]
    public void A_spec_or_subject_is_valid(string page, int line)
    {
        var block = MarkdownPages.Blocks("yaml").Single(block => block.Page == page && block.Line == line);
        // Beside the shipped specs, which the blocks extend.
        var file = _folder + ".yaml";
        File.WriteAllText(file, block.Text);
        var isSubject = block.Text.Split('\n').Any(text => text.StartsWith("model:", StringComparison.Ordinal));
        Should.NotThrow(() =>
        {
            if (isSubject) SubjectFile.Read(file);
            else ExperimentFile.LoadBySubject([file], _plugins);
        });
    }

    public void Dispose()
    {
        File.Delete(_folder + ".yaml");
        _plugins.Dispose();
    }
}
