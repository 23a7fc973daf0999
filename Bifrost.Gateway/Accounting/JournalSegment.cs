using System.Globalization;

namespace Bifrost.Gateway.Accounting;

/// <summary>
/// One file of the journal. It is pinned by each intent without a result, by the last raise of its hold, and by
/// each result that is not in the database; without pins it may go. Guarded by the journal's lock.
/// </summary>
internal sealed class JournalSegment(string folder, long number)
{
    private const string Extension = ".journal";

    public long Number => number;

    public string Path { get; } = System.IO.Path.Combine(folder, number.ToString("D16", CultureInfo.InvariantCulture) + Extension);

    /// <summary>Bytes that hold valid frames; what the file may have behind them is torn.</summary>
    public long Length { get; set; }

    public int Pins { get; set; }

    /// <summary>The segments in a folder, oldest first.</summary>
    public static List<JournalSegment> Find(string folder)
    {
        var found = new List<JournalSegment>();
        foreach (var file in new DirectoryInfo(folder).EnumerateFiles("*" + Extension))
        {
            if (long.TryParse(System.IO.Path.GetFileNameWithoutExtension(file.Name), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            {
                found.Add(new JournalSegment(folder, number) { Length = file.Length });
            }
        }

        found.Sort(static (a, b) => a.Number.CompareTo(b.Number));
        return found;
    }

    public void Delete(Action<JournalSegment, Exception> cannotDelete)
    {
        try
        {
            File.Delete(Path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            cannotDelete(this, exception);
        }
    }
}
