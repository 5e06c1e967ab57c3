using Workbench.Engine.Data;
using Workbench.Engine.Runs;
using Workbench.Reporting.Html;

namespace Workbench.Scripting.Experiments;

/// <summary>Fetches what a report's gallery shows: each image as the model saw it, its boxes, and what the store kept of its maps.</summary>
internal static class GalleryMaker
{
    /// <summary>The samples of which the store kept something, in order.</summary>
    /// <param name="subject">Model and data.</param>
    /// <param name="keys">Keys of the cells shown.</param>
    /// <param name="ids">The images.</param>
    /// <param name="store">The results.</param>
    public static IReadOnlyList<GallerySample> Of(Subject subject, IReadOnlyList<CellKey> keys, IReadOnlyList<string> ids, CellStore store)
    {
        var glances = ids.Select(id => store.Glances.Find(keys, id)).OfType<SampleGlance>().ToList();   // one thread asks the store
        return [.. glances.AsParallel().AsOrdered().Select(glance => Sample(subject, glance)).OfType<GallerySample>()];
    }

    private static GallerySample? Sample(Subject subject, SampleGlance glance)
    {
        try
        {
            var item = subject.Data.Read(glance.Sample);
            return new GallerySample(subject.Input.Seen(item.Sample), () => subject.Input.Picture(subject.Input.Apply(item.Image)), glance);
        }
        catch (DataException)
        {
            return null;   // its file has gone since: the table tells of it
        }
    }
}
