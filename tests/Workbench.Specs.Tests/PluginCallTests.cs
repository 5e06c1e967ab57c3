using CsCheck;
using Workbench.Engine.Plugins;

namespace Workbench.Specs.Tests;

public sealed class PluginCallTests
{
    private static readonly Gen<string> Word = Gen.Char["abcxyz0123456789.+-"].Array[1, 8].Select(letters => new string(letters));

    private static readonly Gen<List<KeyValuePair<string, string>>> Options = Gen.Select(Word, Word, KeyValuePair.Create).List[0, 3];

    private static readonly Gen<List<PluginCall>> Steps =
        Gen.Select(Word, Options, (id, options) => new PluginCall(id, null, options)).List[0, 3];

    private static readonly Gen<PluginCall> Call = Gen.Select(
        Word,
        Gen.OneOf(Word, Gen.Const((string)null!)),
        Options,
        Steps,
        (id, layer, options, steps) => new PluginCall(id, layer, options) { Post = steps });

    [Fact]
    public void A_written_call_reads_back() => Call.Sample(call =>
    {
        var back = PluginCall.Parse(call.ToString());
        return back.Id == call.Id && back.Layer == call.Layer && back.Options.SequenceEqual(call.Options)
            && back.Post.Count == call.Post.Count
            && back.Post.Zip(call.Post)
                .All(step => step.First.Id == step.Second.Id && step.First.Options.SequenceEqual(step.Second.Options));
    });

    [Fact]
    public void Steps_follow_a_method() =>
        PluginCall.Parse(" a@b5{x=1}|relu |  smooth{sigma=2} ").ToString().ShouldBe("a@b5{x=1} | relu | smooth{sigma=2}");

    // Messages repeat the call for each of its options, so a long call is rejected before they are made.
    [Theory, InlineData(10_000), InlineData(100_000)]
    public void A_call_with_thousands_of_options_is_rejected_at_once(int options)
    {
        var text = $"a{{{string.Join(',', Enumerable.Range(0, options).Select(i => $"o{i}=1"))}}}";
        var message = Should.Throw<FormatException>(() => PluginCall.Parse(text)).Message;
        message.ShouldEndWith(
            $"… has {text.Length} characters; a method or metric with its options has at most 10000.".Replace(
                "… has", "…' has", StringComparison.Ordinal));
        message.Length.ShouldBeLessThan(400);
        Should.Throw<FormatException>(() => PluginCall.ParseSteps(text)).Message.ShouldBe(message);
    }

    [Fact]
    public void A_message_about_a_long_call_shows_only_its_beginning() =>
        Should.Throw<FormatException>(() => PluginCall.Parse($"a{{{new string('b', 9000)}}}")).Message.Length.ShouldBeLessThan(600);

    [Theory]
    [InlineData("@b5", "'@b5' is not of the form 'id', 'id@layer' or 'id@layer{option=value}'.")]
    [InlineData("a@", "'a@' is not of the form 'id', 'id@layer' or 'id@layer{option=value}'.")]
    [InlineData("a{b=1", "'a{b=1' opens '{' at character 2 and does not end with '}'.")]
    [InlineData("a |", "'a |' has a '|' without a step.")]
    [InlineData("a | | relu", "'a | | relu' has a '|' without a step.")]
    [InlineData("| relu", "'| relu' is not of the form 'id', 'id@layer' or 'id@layer{option=value}'.")]
    [InlineData("a | relu@b5", "'relu@b5' is not a post step: steps take no layer.")]
    [InlineData("a | smooth{sigma=2", "'smooth{sigma=2' opens '{' at character 7 and does not end with '}'.")]
    [InlineData("a{b=}", "'b=' in 'a{b=}' is not of the form 'option=value'.")]
    public void Other_forms_are_refused(string text, string message) =>
        Should.Throw<FormatException>(() => PluginCall.Parse(text)).Message.ShouldBe(message);
}
