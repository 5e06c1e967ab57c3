using Workbench.Engine.Loading;
using Workbench.Engine.Plugins;
using Workbench.TestPlugins;

namespace Workbench.Loading.Tests;

/// <summary>A call becomes an instance with a canonical name, or is rejected with all its faults.</summary>
public sealed class OptionsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly PluginHost _host;

    public OptionsTests() => _host = PluginHost.Load([PluginFolders.CopyTo(_folder, "Good", "ReturnsNaN")]);

    public void Dispose()
    {
        _host.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("good", "good@b5")]
    [InlineData("good@b4", "good@b4")]
    [InlineData("good{layer=b4}", "good@b4")]
    [InlineData("good@b5{scale=0.5,negate=false}", "good@b5")]
    [InlineData("good{negate=true,scale=1e-1}", "good@b5{scale=0.1,negate=true}")]
    [InlineData("good{way=absolute-sum,pause=3}", "good@b5{way=absolute-sum,pause=3}")]
    public void Equal_methods_have_equal_names(string call, string name) => _host.CreateMethod(PluginCall.Parse(call)).Name.ShouldBe(name);

    [Theory]
    [InlineData("goood", "Unknown method 'goood'; did you mean 'good'?")]
    [InlineData("good-score", "Unknown method 'good-score'")]
    [InlineData("good{scal=1}", "'good' has no option 'scal'; did you mean 'scale'?")]
    [InlineData("good{way=absolut-sum}", "'absolut-sum' is not a value of 'way'; did you mean 'absolute-sum'?")]
    [InlineData("good{negate=yes}", "'yes' is not a value of 'negate'")]
    [InlineData("good{scale=much}", "'much' is not a number for 'scale'.")]
    [InlineData("good{pause=1.5}", "'1.5' is not a whole number for 'pause'.")]
    [InlineData("good{scale=1.5}", "'scale' is 1.5, outside 0–1.")]
    [InlineData("good{scale=nan}", "'nan' is not a number for 'scale'.")]
    [InlineData("good{pause=-1}", "'pause' is -1, outside ≥ 0.")]
    [InlineData("good@b4{layer=b5}", "'layer' is given twice.")]
    [InlineData("good{scale=1,scale=0}", "'scale' is given twice.")]
    [InlineData("returns-nan@b5", "'returns-nan' takes no layer.")]
    public void A_mistake_is_reported_with_the_nearest_name(string call, string message) =>
        Should.Throw<PluginCallException>(() => _host.CreateMethod(PluginCall.Parse(call))).Message.ShouldContain(message);

    [Fact]
    public void All_mistakes_of_a_call_are_in_one_message() =>
        Should
            .Throw<PluginCallException>(() => _host.CreateMethod(PluginCall.Parse("good{scal=1,pause=x,negate=1}")))
            .Problems.Count.ShouldBe(3);

    // Each mistake repeats the call, so the message of ten thousand mistakes would grow with their square.
    [Fact]
    public void Only_the_first_of_thousands_of_mistakes_are_reported()
    {
        var error = Should.Throw<PluginCallException>(() =>
            _host.CreateMethod(
                new PluginCall("good", null, [.. Enumerable.Range(0, 20_000).Select(i => KeyValuePair.Create($"o{i}", "1"))])));
        error.Problems.Count.ShouldBe(21);
        error.Problems[^1].ShouldContain("19980 more options were not checked.");
        error.Message.Length.ShouldBeLessThan(20_000);
    }

    [Fact]
    public void A_metric_is_created_like_a_method()
    {
        _host.CreateMetric(PluginCall.Parse("good-score{threshold=0.25}")).Name.ShouldBe("good-score{threshold=0.25}");
        Should
            .Throw<PluginCallException>(() => _host.CreateMetric(PluginCall.Parse("good-scor")))
            .Message.ShouldBe("Unknown metric 'good-scor'; did you mean 'good-score'?");
    }
}
