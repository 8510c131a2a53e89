package org.spinecds.logic;

import org.cqframework.cql.elm.visiting.BaseElmLibraryVisitor;
import org.hl7.elm.r1.Element;
import org.hl7.elm.r1.ExpressionDef;
import org.hl7.elm.r1.Library;

/** Visits every expression of a library. A subclass overrides the visit of the expressions it needs. */
abstract class LibraryWalk extends BaseElmLibraryVisitor<Boolean, Library> {

    final void through(Library library) {
        if (library.getStatements() != null) {
            for (ExpressionDef define : library.getStatements().getDef()) {
                visitElement(define, library);
            }
        }
    }

    @Override
    protected Boolean defaultResult(Element element, Library library) {
        return true;
    }
}
