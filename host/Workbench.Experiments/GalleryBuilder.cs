using System.Security.Cryptography;
using System.Text;
using Workbench.Data;
using Workbench.Engine;
using Workbench.Engine.Model;
using Workbench.Engine.Store;
using Workbench.Reporting;
using Workbench.Reporting.Html;

namespace Workbench.Experiments;

/// <summary>
/// Builds a report's gallery: each image as the model's input, its boxes, and the small maps in the store. The store caches the drawn
/// pictures under a digest of the program, the data, the maps and the methods.
/// </summary>
/// <param name="subject">Model and data.</param>
/// <param name="keys">Keys of the cells to show.</param>
/// <param name="reports">The tables.</param>
internal sealed class GalleryBuilder(Subject subject, IReadOnlyList<CellKey> keys, IReadOnlyList<TableReport> reports)
{
    private const string Part = "gallery";

    /// <summary>The samples with small maps in the store, in order, and their pictures.</summary>
    /// <param name="ids">The images.</param>
    /// <param name="store">The results.</param>
    /// <param name="run">Id of the run.</param>
    public (IReadOnlyList<Reporting.Html.GallerySample> Samples, GalleryPictures Pictures) Build(
        IReadOnlyList<string> ids,
        CellStore store,
        string run)
    {
        var glances = store.Glances.Find(keys, ids);
        if (glances.Count == 0) return ([], new([]));
        var digest = store.ReportParts is null ? "" : Digest(glances);
        if (
            store.ReportParts?.Find(run, Part, digest) is { } bytes
            && GalleryCache.Read(bytes) is { } kept
            && kept.Views.Select(view => view.Sample.Id).SequenceEqual(glances.Select(glance => glance.Sample)))
            return ([.. kept.Views.Zip(glances, (view, glance) => Sample(view, () => null, glance))], new(kept.Pictures));

        var read = glances.AsParallel().AsOrdered().Select(Read).ToList();
        List<Reporting.Html.GallerySample> samples =
        [
            .. read.Index()
                .Where(item => item.Item is not null)
                .Select(item => Sample(item.Item!.Value.View, item.Item.Value.Picture, glances[item.Index])),
        ];
        var pictures = GalleryPictures.Encode(reports, samples);
        if (samples.Count == glances.Count)
            store.ReportParts?.Write(run, Part, digest, GalleryCache.Write([.. read.Select(item => item!.Value.View)], pictures.Samples));
        return (samples, pictures);
    }

    private (GalleryView View, Func<Image?> Picture)? Read(Results.SampleThumbnails glance)
    {
        try
        {
            var item = subject.Data.Read(glance.Sample);
            return (new GalleryView(item.Sample.Width, item.Sample.Height, subject.Input.MapSample(item.Sample)), () =>
                subject.Input.ToImage(subject.Input.Apply(item.Image)));
        }
        catch (DataException)
        {
            return null;   // the file was removed since; the table reports it
        }
    }

    private Reporting.Html.GallerySample Sample(GalleryView view, Func<Image?> picture, Results.SampleThumbnails glance) =>
        new(view.Sample, picture, glance)
    {
        Points = [.. glance.Points.SelectMany(cell => cell.Value.Select(point => Seen(view, cell.Key, point)))],
    };

    // The centre of the point's pixel, and its tolerance along each axis, in pixels of the model's input.
    private GalleryPoint Seen(GalleryView image, (string Metric, string Method) cell, JudgedPoint point)
    {
        (double X, double Y) Place(double x, double y) => subject.Input.MapPoint(image.Width, image.Height, x, y);
        var (middle, edge) = (Place(point.X + 0.5, point.Y + 0.5), Place(point.X + 0.5 + point.Tolerance, point.Y + 0.5 + point.Tolerance));
        return new GalleryPoint(cell.Metric, cell.Method, point, middle.X, middle.Y, edge.X - middle.X, edge.Y - middle.Y);
    }

    // Covers all inputs of views and pictures: the program, the data, the input convention, and the maps in the order of the tables.
    private string Digest(IReadOnlyList<Results.SampleThumbnails> glances)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        void Add(string text) => hash.AppendData(Encoding.UTF8.GetBytes($"{text}\n"));
        foreach (
            var part in (Type[])
                [
                    typeof(GalleryBuilder), typeof(GalleryPictures), typeof(Results.SampleThumbnails), typeof(Subject), typeof(Image),
                    typeof(Sample),
                ])
            Add($"{part.Module.ModuleVersionId}");
        foreach (var text in (string[])[HostIdentity.Current.Decoder, subject.Data.Hash, subject.Input.Name]) Add(text);
        foreach (var method in reports.SelectMany(report => report.Result.Methods)) Add(method.Name);
        foreach (var glance in glances)
        {
            Add($"image {glance.Sample}");
            foreach (var ((method, about), map) in glance.Maps)
            {
                Add($"{about} {map.Width} {map.Height} {method}");
                hash.AppendData(map.Values);
            }
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
