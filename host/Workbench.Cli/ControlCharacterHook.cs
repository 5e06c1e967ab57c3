using Spectre.Console.Rendering;
using Workbench.Reporting;

namespace Workbench.Cli;

/// <summary>
/// Makes control characters visible in all text that is written to a console, since names, titles and messages may come from files and
/// plugins. Only the console's own control codes reach the terminal.
/// </summary>
internal sealed class ControlCharacterHook : IRenderHook
{
    public IEnumerable<IRenderable> Process(RenderOptions options, IEnumerable<IRenderable> renderables) =>
        renderables.Select(renderable => new Visible(renderable));

    private sealed class Visible(IRenderable inner) : IRenderable
    {
        public Measurement Measure(RenderOptions options, int maxWidth) => inner.Measure(options, maxWidth);

        public IEnumerable<Segment> Render(RenderOptions options, int maxWidth) =>
            inner
                .Render(options, maxWidth)
                .Select(segment =>
                    segment.IsControlCode
                    || segment.IsLineBreak
                    || ControlCharacters.Replace(segment.Text) is var text && text == segment.Text
                        ? segment
                        : new Segment(text, segment.Style));
    }
}
