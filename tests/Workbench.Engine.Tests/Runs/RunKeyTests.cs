using Workbench.Engine.Runs;

namespace Workbench.Engine.Tests.Runs;

/// <summary>What tells one run from another, and seeds that do not change under a user.</summary>
public sealed class RunKeyTests
{
    private static readonly RunKey s_key = Key(("data", "1"), ("weights", "2"));

    [Fact]
    public void Equal_keys_have_no_differences() => s_key.Differences(Key(("data", "1"), ("weights", "2"))).ShouldBeEmpty();

    [Fact]
    public void Changed_added_and_missing_parts_are_named() =>
        s_key.Differences(Key(("data", "9"), ("plugin A.dll", "3"))).Order().ShouldBe(["data", "plugin A.dll", "weights"]);

    [Fact]
    public void Other_cells_are_named() => s_key.Differences(s_key with { Cells = ["game other"] }).ShouldBe(["methods or metrics"]);

    [Fact]
    public void The_short_form_differs_where_the_keys_do()
    {
        RunKey[] keys = [s_key, Key(("data", "1"), ("weights", "3")), Key(("data", "1")), s_key with { Cells = ["game other"] }];
        keys.Select(key => key.Short).Distinct().Count().ShouldBe(keys.Length);
        s_key.Short.Length.ShouldBe(8);
    }

    [Fact]
    public void Seeds_stay_what_they_are()
    {
        Seeds.Of(0, "features.0").ShouldBe(Expected("0\nfeatures.0"));
        Seeds.Of(7, "gradcam@b5", "000156", "3").ShouldBe(Expected("7\ngradcam@b5\n000156\n3"));
        ulong[] seeds = [Seeds.Of(0), Seeds.Of(1), Seeds.Of(0, "a"), Seeds.Of(0, "a", "b"), Seeds.Of(0, "b", "a"), Seeds.Of(0, "ab")];
        seeds.Distinct().Count().ShouldBe(seeds.Length);
    }

    [Theory]
    [InlineData("gradcan", "; did you mean 'gradcam'?")]
    [InlineData("GRADCAM", "; did you mean 'gradcam'?")]
    [InlineData("grdacam", "; did you mean 'gradcam'?")]
    [InlineData("fullgrat", "; did you mean 'fullgrad'?")]
    [InlineData("lime", "; known: gradcam, fullgrad.")]
    [InlineData("", "; known: gradcam, fullgrad.")]
    public void A_mistyped_name_is_answered_with_the_nearest(string name, string hint) => NearestName.Hint(name, ["gradcam", "fullgrad"]).ShouldBe(hint);

    [Fact]
    public void Where_nothing_is_known_nothing_is_guessed() => NearestName.Hint("x", []).ShouldBe(".");

    private static ulong Expected(string text) => BitConverter.ToUInt64(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(text)));

    private static RunKey Key(params (string Name, string Value)[] parts) => new(parts.ToDictionary(part => part.Name, part => part.Value), ["game gradcam"]);
}
