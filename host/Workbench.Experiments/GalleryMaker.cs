using Workbench.Engine.Model;
using Workbench.Data;
using Workbench.Engine.Store;
using Workbench.Reporting.Html;
using Workbench.Results;

namespace Workbench.Experiments;

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
            return new GallerySample(subject.Input.Seen(item.Sample), () => subject.Input.Picture(subject.Input.Apply(item.Image)), glance)
            {
                Points = [.. glance.Points.SelectMany(cell => cell.Value.Select(point => Seen(subject, item.Sample, cell.Key, point)))],
            };
        }
        catch (DataException)
        {
            return null;   // its file has gone since: the table tells of it
        }
    }

    // The middle of its pixel, and its tolerance along either side, in pixels of what the model saw.
    private static GalleryPoint Seen(Subject subject, Sample image, (string Metric, string Method) cell, JudgedPoint point)
    {
        (double X, double Y) Place(double x, double y) => subject.Input.Place(image.Width, image.Height, x, y);
        var (middle, edge) = (Place(point.X + 0.5, point.Y + 0.5), Place(point.X + 0.5 + point.Tolerance, point.Y + 0.5 + point.Tolerance));
        return new GalleryPoint(cell.Metric, cell.Method, point, middle.X, middle.Y, edge.X - middle.X, edge.Y - middle.Y);
    }
}
